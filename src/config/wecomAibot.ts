import { z } from 'zod';

/** A WeCom smart robot, as its channel takes it. */
export interface WecomAibotConfig {
  readonly corpId: string;
  readonly botId: string;
  readonly door:
    | { readonly kind: 'socket'; readonly secret: string; readonly wsUrl: string }
    | { readonly kind: 'callback'; readonly token: string; readonly encodingAesKey: string };
  readonly botName?: string;
  readonly apiBaseUrl: string;
  /** Milliseconds. */
  readonly maxSkewMs?: number;
  /** Time for one call of the API, milliseconds. */
  readonly callTimeoutMs?: number;
  /** How long a callback waits for the answer that goes into its own response, milliseconds. */
  readonly holdMs?: number;
}

const MODES = ['socket', 'callback'] as const;
const KEYS = { socket: ['WECOM_AIBOT_SECRET'], callback: ['WECOM_AIBOT_TOKEN', 'WECOM_AIBOT_ENCODING_AES_KEY'] } as const;

/** The settings of the robot one by one. */
export const wecomAibotSettings = {
  /** Bot ID of the smart robot. */
  WECOM_AIBOT_ID: z
    .string()
    .regex(/^[0-9A-Za-z_-]{4,64}$/, 'aibotId')
    .optional(),
  /** Name by which people mention it in groups; without it the first mention of a message is taken for the robot's. */
  WECOM_AIBOT_NAME: z
    .string()
    .regex(/^[^\s@]{1,32}$/, 'aibotName')
    .optional(),
  /** `socket`: we keep one long connection, no public address is needed. `callback`: WeCom calls `PUBLIC_URL`. The console allows one. */
  WECOM_AIBOT_MODE: z.enum(MODES, 'aibotMode').default('socket'),
  /** Secret of the long connection. */
  WECOM_AIBOT_SECRET: z.string().min(8, 'shortSecret').optional(),
  /** Where the long connection leads; another address only for a proxy or a test. */
  WECOM_AIBOT_WS_URL: z
    .string()
    .refine((text) => URL.canParse(text) && /^wss?:$/.test(new URL(text).protocol), 'socketAddress')
    .default('wss://openws.work.weixin.qq.com'),
  /** Token of the robot's callback URL. */
  WECOM_AIBOT_TOKEN: z
    .string()
    .regex(/^[0-9A-Za-z]{1,32}$/, 'aibotToken')
    .optional(),
  /** EncodingAESKey of the robot's callback URL. */
  WECOM_AIBOT_ENCODING_AES_KEY: z
    .string()
    .regex(/^[0-9A-Za-z]{43}$/, 'aibotAesKey')
    .optional(),
};
type Settings = z.output<z.ZodObject<typeof wecomAibotSettings>>;

/** Settings of the robot that may also stand in a file. */
export const WECOM_AIBOT_FILE_SETTINGS = [...KEYS.socket, ...KEYS.callback] as const;

/** Whether a robot is meant to be there; its mode, name and address alone say nothing. */
export function aibotIsGiven(given: (name: string) => boolean): boolean {
  return ['WECOM_AIBOT_ID', ...KEYS.socket, ...KEYS.callback].some(given);
}

/** What is missing between settings that go together; `given` tells which were written, rightly or not. */
export function wecomAibotFaults(
  given: (name: string) => boolean,
  values: Readonly<Record<string, string | undefined>>,
): { setting: string; key: string; params?: { mode: string } }[] {
  if (!aibotIsGiven(given)) return [];
  const mode = values.WECOM_AIBOT_MODE === 'callback' ? 'callback' : 'socket';
  const faults: { setting: string; key: string; params?: { mode: string } }[] = ['WECOM_CORP_ID', 'WECOM_AIBOT_ID', ...KEYS[mode]]
    .filter((name) => !given(name))
    .map((setting) => ({ setting, key: 'aibotIncomplete', params: { mode } }));
  if (mode === 'callback' && values.PUBLIC_URL === undefined) faults.push({ setting: 'PUBLIC_URL', key: 'aibotCallback' });
  return faults;
}

/** The robot as its channel takes it; null without its credentials. */
export function wecomAibotOf(
  settings: Settings,
  corp: { readonly corpId: string | undefined; readonly apiBaseUrl: string; readonly maxSkewSeconds: number | undefined },
): WecomAibotConfig | null {
  const door = doorOf(settings);
  if (!corp.corpId || !settings.WECOM_AIBOT_ID || door === null) return null;
  return {
    corpId: corp.corpId,
    botId: settings.WECOM_AIBOT_ID,
    door,
    apiBaseUrl: corp.apiBaseUrl,
    ...(settings.WECOM_AIBOT_NAME === undefined ? {} : { botName: settings.WECOM_AIBOT_NAME }),
    ...(corp.maxSkewSeconds === undefined ? {} : { maxSkewMs: corp.maxSkewSeconds * 1000 }),
  };
}

function doorOf(settings: Settings): WecomAibotConfig['door'] | null {
  if (settings.WECOM_AIBOT_MODE === 'socket') {
    const { WECOM_AIBOT_SECRET: secret, WECOM_AIBOT_WS_URL: wsUrl } = settings;
    return secret === undefined ? null : { kind: 'socket', secret, wsUrl };
  }
  const { WECOM_AIBOT_TOKEN: token, WECOM_AIBOT_ENCODING_AES_KEY: encodingAesKey } = settings;
  return token === undefined || encodingAesKey === undefined ? null : { kind: 'callback', token, encodingAesKey };
}
