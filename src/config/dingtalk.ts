import { z } from 'zod';
import { webAddress, whole, yesNo } from './values';

/** An internal app of DingTalk with its robot, as its channel takes it. */
export interface DingtalkConfig {
  readonly corpId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly robotCode: string;
  readonly mode: 'stream' | 'http';
  readonly editionName: (typeof DINGTALK_EDITIONS)[number];
  readonly edition: { readonly callsPerMonth: number; readonly messagesPerMonth: number; readonly qps: number; readonly ding: boolean };
  readonly publicCardTemplate: boolean;
  readonly cardTemplateId?: string;
  readonly eventToken?: string;
  readonly eventAesKey?: string;
  readonly apiBaseUrl: string;
  readonly oapiBaseUrl: string;
  readonly publicUrl?: string;
  /** Milliseconds. */
  readonly maxSkewMs?: number;
  /** Time for one call of the API, milliseconds. */
  readonly callTimeoutMs?: number;
}

export const DINGTALK_EDITIONS = ['standard', 'professional', 'exclusive'] as const;
export const DINGTALK_MODES = ['stream', 'http'] as const;
/** What the standard edition allows an organisation in a calendar month, and the calls a second of one API in every edition. */
export const DINGTALK_STANDARD = { callsPerMonth: 5_000, messagesPerMonth: 3_000, qps: 20 } as const;

const REQUIRED = ['DINGTALK_CORP_ID', 'DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET'] as const;
const OPTIONAL = ['DINGTALK_ROBOT_CODE', 'DINGTALK_CARD_TEMPLATE_ID', 'DINGTALK_EVENT_TOKEN', 'DINGTALK_EVENT_AES_KEY'] as const;
const EVENT_KEYS = ['DINGTALK_EVENT_TOKEN', 'DINGTALK_EVENT_AES_KEY'] as const;

/** The settings of DingTalk one by one. */
export const dingtalkSettings = {
  /** CorpId of the organisation. */
  DINGTALK_CORP_ID: z
    .string()
    .regex(/^ding[0-9A-Za-z]{4,62}$/, 'dingtalkCorpId')
    .optional(),
  /** Client ID (AppKey) of the internal app. */
  DINGTALK_CLIENT_ID: z
    .string()
    .regex(/^[0-9A-Za-z_-]{4,64}$/, 'dingtalkClientId')
    .optional(),
  /** Client Secret (AppSecret) of the internal app. */
  DINGTALK_CLIENT_SECRET: z.string().min(8, 'shortSecret').optional(),
  /** RobotCode; the client id unless the robot's page shows another one. */
  DINGTALK_ROBOT_CODE: z
    .string()
    .regex(/^[0-9A-Za-z_-]{4,64}$/, 'dingtalkClientId')
    .optional(),
  /** `stream`: we call DingTalk, no public address is needed. `http`: DingTalk calls `PUBLIC_URL`. */
  DINGTALK_MODE: z.enum(DINGTALK_MODES, 'dingtalkMode').default('stream'),
  /** Edition of the organisation; DING needs one that is not `standard`. */
  DINGTALK_EDITION: z.enum(DINGTALK_EDITIONS, 'dingtalkEdition').default('standard'),
  /** API calls the organisation has in a calendar month. */
  DINGTALK_CALLS_PER_MONTH: whole(1, 1_000_000_000).default(DINGTALK_STANDARD.callsPerMonth),
  /** Pushes and answers through session webhooks the organisation has in a calendar month. */
  DINGTALK_MESSAGES_PER_MONTH: whole(1, 1_000_000_000).default(DINGTALK_STANDARD.messagesPerMonth),
  /** Calls a second of one API; 20 unless more were bought. */
  DINGTALK_QPS: whole(1, 60).default(DINGTALK_STANDARD.qps),
  /** Id of a card template of the organisation's own, with our variables. */
  DINGTALK_CARD_TEMPLATE_ID: z
    .string()
    .regex(/^[0-9A-Za-z-]{8,100}\.schema$/, 'dingtalkTemplate')
    .optional(),
  /** Whether DingTalk's public template with buttons may be used where there is no own one. */
  DINGTALK_PUBLIC_CARD_TEMPLATE: yesNo.default(true),
  /** 签名 token of the HTTP event push. */
  DINGTALK_EVENT_TOKEN: z
    .string()
    .regex(/^[0-9A-Za-z]{3,32}$/, 'dingtalkEventToken')
    .optional(),
  /** 加密 aes_key of the HTTP event push. */
  DINGTALK_EVENT_AES_KEY: z
    .string()
    .regex(/^[0-9A-Za-z]{43}$/, 'dingtalkEventAesKey')
    .optional(),
  /** Where the new API is; another address only for a proxy, a test, or the edition outside of China. */
  DINGTALK_API_BASE_URL: webAddress.default('https://api.dingtalk.com'),
  /** Where the old API is. */
  DINGTALK_OAPI_BASE_URL: webAddress.default('https://oapi.dingtalk.com'),
  /** How many seconds a signature's timestamp may lie from our clock; one hour, the platform's own rule, is the most. */
  DINGTALK_MAX_SKEW_SECONDS: whole(1, 3_600).default(3_600),
};
type Settings = z.output<z.ZodObject<typeof dingtalkSettings>>;

/** Settings of DingTalk that may also stand in a file. */
export const DINGTALK_FILE_SETTINGS = ['DINGTALK_CLIENT_SECRET', ...EVENT_KEYS] as const;

/** What is missing between settings that go together; `given` tells which were written, rightly or not. */
export function dingtalkFaults(
  given: (name: string) => boolean,
  values: Readonly<Record<string, string | undefined>>,
): { setting: string; key: string; params?: { given: string } }[] {
  const named = [...REQUIRED, ...OPTIONAL].filter((name) => given(name));
  if (named.length === 0) return [];
  const faults: { setting: string; key: string; params?: { given: string } }[] = REQUIRED.filter((name) => !given(name)).map((setting) => ({
    setting,
    key: 'dingtalkIncomplete',
    params: { given: named.join(', ') },
  }));
  const keys = EVENT_KEYS.filter((name) => given(name));
  if (keys.length === 1)
    faults.push({ setting: keys[0] === EVENT_KEYS[0] ? EVENT_KEYS[1] : EVENT_KEYS[0], key: 'dingtalkEventIncomplete' });
  if (values.DINGTALK_MODE === 'http' && values.PUBLIC_URL === undefined) faults.push({ setting: 'PUBLIC_URL', key: 'dingtalkHttp' });
  return faults;
}

/** The app as its channel takes it; null without its credentials. */
export function dingtalkOf(settings: Settings, publicUrl: string | undefined): DingtalkConfig | null {
  const { DINGTALK_CORP_ID: corpId, DINGTALK_CLIENT_ID: clientId, DINGTALK_CLIENT_SECRET: clientSecret } = settings;
  if (!corpId || !clientId || !clientSecret) return null;
  const { DINGTALK_CARD_TEMPLATE_ID: cardTemplateId, DINGTALK_EVENT_TOKEN: eventToken, DINGTALK_EVENT_AES_KEY: eventAesKey } = settings;
  return {
    corpId,
    clientId,
    clientSecret,
    robotCode: settings.DINGTALK_ROBOT_CODE ?? clientId,
    mode: settings.DINGTALK_MODE,
    editionName: settings.DINGTALK_EDITION,
    edition: {
      callsPerMonth: settings.DINGTALK_CALLS_PER_MONTH,
      messagesPerMonth: settings.DINGTALK_MESSAGES_PER_MONTH,
      qps: settings.DINGTALK_QPS,
      ding: settings.DINGTALK_EDITION !== 'standard',
    },
    publicCardTemplate: settings.DINGTALK_PUBLIC_CARD_TEMPLATE,
    apiBaseUrl: settings.DINGTALK_API_BASE_URL,
    oapiBaseUrl: settings.DINGTALK_OAPI_BASE_URL,
    maxSkewMs: settings.DINGTALK_MAX_SKEW_SECONDS * 1000,
    ...(cardTemplateId === undefined ? {} : { cardTemplateId }),
    ...(eventToken === undefined || eventAesKey === undefined ? {} : { eventToken, eventAesKey }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  };
}
