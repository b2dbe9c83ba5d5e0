/** What the organisation's edition of DingTalk allows; a calendar month is one of Asia/Shanghai. */
export interface DingtalkEdition {
  /** API calls a month of the whole organisation; 5000 in the standard edition. */
  readonly callsPerMonth: number;
  /** Pushes to us and replies through session webhooks a month; 3000 in the standard edition. */
  readonly messagesPerMonth: number;
  /** Calls a second of one API; 20 in the standard edition. */
  readonly qps: number;
  /** DING is for the professional and exclusive editions only. */
  readonly ding: boolean;
}

/** Numbers of the standard edition. */
export const STANDARD_EDITION: DingtalkEdition = { callsPerMonth: 5_000, messagesPerMonth: 3_000, qps: 20, ding: false };

/** How one internal app with its robot is reached and recognised. */
export interface DingtalkSettings {
  /** Client ID (AppKey). */
  readonly clientId: string;
  /** Client Secret (AppSecret); also signs the robot's HTTP callbacks. */
  readonly clientSecret: string;
  /** As the robot's page shows it; usually the client id. */
  readonly robotCode: string;
  /** Corp id of the organisation. With it, messages of other corps are refused; without it the client id stands in keys. */
  readonly corpId?: string;
  /** A published card template of the organisation's own, `….schema`. */
  readonly cardTemplateId?: string;
  /** Whether DingTalk's public template with buttons may be used; true by default. */
  readonly publicCardTemplate?: boolean;
  /** Agent id of the app, for what the console shows of it. */
  readonly agentId?: number;
  /** 签名 token and 加密 aes_key of the HTTP event push; both or none. */
  readonly eventToken?: string;
  readonly eventAesKey?: string;
  /** `https://api.dingtalk.com`, or a proxy of it. */
  readonly apiBaseUrl: string;
  /** `https://oapi.dingtalk.com`, or a proxy of it. */
  readonly oapiBaseUrl: string;
  /** `stream` needs no public address; `http` is called by the platform. */
  readonly mode: 'stream' | 'http';
  /** Address under which the platform reaches us; cards call back by HTTP only with it. */
  readonly publicUrl?: string;
  readonly edition: DingtalkEdition;
  /** How far a callback's timestamp may lie from our clock, milliseconds; at most one hour, the platform's own rule. */
  readonly maxSkewMs?: number;
  /** Time for one call of the API, milliseconds; ten seconds by default. */
  readonly callTimeoutMs?: number;
}

/** The corp in every key and address of this installation (ruling 26). */
export function corpOf(settings: Pick<DingtalkSettings, 'corpId' | 'clientId'>): string {
  return settings.corpId ?? settings.clientId;
}
