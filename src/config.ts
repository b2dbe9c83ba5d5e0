import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { parse } from 'dotenv';
import { z } from 'zod';
import { DINGTALK_FILE_SETTINGS, dingtalkFaults, dingtalkOf, dingtalkSettings } from './config/dingtalk';
import type { DingtalkConfig } from './config/dingtalk';
import { WECOM_CONTACTS_FILE_SETTINGS, wecomContactsFaults, wecomContactsOf, wecomContactsSettings } from './config/wecomContacts';
import type { WecomContactsConfig } from './config/wecomContacts';
import { key, webAddress, whole, yesNo } from './config/values';
import { aibotIsGiven, WECOM_AIBOT_FILE_SETTINGS, wecomAibotFaults, wecomAibotOf, wecomAibotSettings } from './config/wecomAibot';
import type { WecomAibotConfig } from './config/wecomAibot';
import { databaseAddress } from './lib/databaseAddress';
import { translator } from './lib/i18n';
import type { Language } from './lib/i18n';
import { projectRoot } from './lib/projectRoot';

/** Variables as the process was given them. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What one process may be; all three by default, so that a small site runs one. */
export const SERVICES = ['web', 'worker', 'clock'] as const;
export type Service = (typeof SERVICES)[number];

/** A self-built WeCom app, as its channel takes it. */
export interface WecomConfig {
  readonly corpId: string;
  readonly agentId: number;
  readonly secret: string;
  readonly token: string;
  readonly encodingAesKey: string;
  readonly apiBaseUrl: string;
  readonly accountCap?: number;
  /** Milliseconds. */
  readonly maxSkewMs?: number;
  /** The contact-sync of the same corp. */
  readonly contacts?: WecomContactsConfig;
}

/** The endpoint that gives second opinions, as its client takes it. */
export interface LlmConfig {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly model: string;
  /** Null for an endpoint that wants none. */
  readonly apiKey: string | null;
  readonly timeoutMs: number;
}

/** Every setting, checked. Which mode runs (demo or not) is decided by whoever has seen the database (ruling 29). */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Without a slash at the end; null where nobody outside can reach us. */
  readonly publicUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  readonly migrateOnStart: boolean;
  readonly services: ReadonlySet<Service>;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Null without credentials of a self-built app. */
  readonly wecom: WecomConfig | null;
  /** Null without credentials of DingTalk. */
  readonly dingtalk: DingtalkConfig | null;
  /** Null without credentials of a smart robot. */
  readonly wecomAibot: WecomAibotConfig | null;
  /** Where the platforms' APIs are, for webhooks of groups, which need no credentials of an app. */
  readonly apiHosts: { readonly wecom: string; readonly dingtalk: string };
  /** Null: no language model is ever asked. */
  readonly llm: LlmConfig | null;
  /** As written; required with MySQL, else made in the data folder (ruling 28). */
  readonly sealingKey: string | null;
  readonly sessionKey: string | null;
}

/** One thing wrong with one setting; the sentence is `config:fault.<key>`. */
export interface ConfigFault {
  readonly setting: string;
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** Every fault of the settings at once; the message is a list in words. */
export class ConfigError extends Error {
  readonly code = 'config.faults';
  constructor(
    readonly faults: readonly ConfigFault[],
    language: Language,
  ) {
    const t = translator(language);
    const lines = faults.map((fault) => `  - ${fault.setting}: ${t(`config:fault.${fault.key}`, { ...fault.params })}`);
    super([t('config:heading'), ...lines, t('config:where')].join('\n'));
  }
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const WECOM_REQUIRED = ['WECOM_CORP_ID', 'WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_ENCODING_AES_KEY'] as const;

const serviceList = z.string().transform((text, context) => {
  const chosen = new Set<Service>();
  for (const name of text.split(/[,\s]+/).filter((part) => part !== '')) {
    const service = SERVICES.find((one) => one === name);
    if (service) chosen.add(service);
    else context.addIssue({ code: 'custom', message: 'unknownService', params: { name } });
  }
  if (chosen.size === 0) context.addIssue({ code: 'custom', message: 'noService' });
  return chosen;
});

/** The settings one by one. `.env.sample` repeats these comments for operators, and a test compares the two lists. */
const schema = z.object({
  /** Address to listen on. A TLS proxy stands in front of a real installation, so loopback is the default; the demo never leaves it. */
  HOST: z.string().default('127.0.0.1'),
  /** Port to listen on; 0 takes a free one. */
  PORT: whole(0, 65535).default(8080),
  /** How browsers and platforms reach this server from outside, e.g. `https://safety.example.com`. */
  PUBLIC_URL: webAddress.optional(),
  /** Folder of the SQLite file, photos and generated keys; relative ones are seen from the project's folder. */
  DATA_DIR: z.string().default('data'),
  /** `mysql://user:password@host:3306/name`, or the path of a SQLite file. */
  DATABASE_URL: z.string().optional(),
  /** Connections to MySQL. */
  DATABASE_POOL_SIZE: whole(2, 200).default(10),
  /** Bring the tables up to date at start instead of refusing to start. */
  MIGRATE_ON_START: yesNo.default(false),
  /** What this process does: `web` answers HTTP, `worker` works events and sends, `clock` finds what is due. */
  SERVICES: serviceList.default(() => new Set(SERVICES)),
  LOG_LEVEL: z.enum(LOG_LEVELS, 'logLevel').default('info'),
  /** 企业ID. */
  WECOM_CORP_ID: z
    .string()
    .regex(/^(ww|wx)[0-9A-Za-z]{4,62}$/, 'corpId')
    .optional(),
  /** AgentId of the self-built app. */
  WECOM_AGENT_ID: whole(1, 2_147_483_647).optional(),
  /** Secret of the self-built app. */
  WECOM_SECRET: z.string().min(8, 'shortSecret').optional(),
  /** Token of «接收消息». */
  WECOM_TOKEN: z
    .string()
    .regex(/^[0-9A-Za-z]{1,32}$/, 'callbackToken')
    .optional(),
  /** EncodingAESKey of «接收消息». */
  WECOM_ENCODING_AES_KEY: z
    .string()
    .regex(/^[0-9A-Za-z]{43}$/, 'aesKey')
    .optional(),
  /** Where the platform's API is; another address only for a proxy or a test. */
  WECOM_API_BASE_URL: webAddress.default('https://qyapi.weixin.qq.com'),
  /** 账号上限数: the app may send 200 times as many messages a day. */
  WECOM_ACCOUNT_CAP: whole(1, 10_000_000).optional(),
  /** How many seconds a callback's timestamp may lie from our clock; one hour by default (ruling 2). */
  WECOM_MAX_SKEW_SECONDS: whole(1, 86_400).optional(),
  ...wecomContactsSettings,
  ...dingtalkSettings,
  ...wecomAibotSettings,
  /** Any OpenAI-compatible endpoint, up to and without `/chat/completions`. Messages the rules doubt go there, without names and numbers. */
  LLM_BASE_URL: webAddress.optional(),
  /** Name of the model as the endpoint knows it. */
  LLM_MODEL: z.string().max(200, 'tooLong').optional(),
  /** Key of the endpoint; none for one that wants none. */
  LLM_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{1,500}$/, 'apiKey')
    .optional(),
  /** How long an answer may be waited for, milliseconds; people are answered within three seconds with the default. */
  LLM_TIMEOUT_MS: whole(200, 10_000).default(2500),
  /** Seals the identity of anonymous reporters. Lost key: nobody can ever open them. */
  SEALING_KEY: key.optional(),
  /** Signs browser sessions. */
  SESSION_KEY: key.optional(),
});

/** Names of all settings, in the order of `.env.sample`. */
export const SETTING_NAMES: readonly string[] = Object.keys(schema.shape);
/** Settings that may also stand in a file named by the variable with `_FILE` at the end. */
export const FILE_SETTINGS = [
  'DATABASE_URL',
  'WECOM_SECRET',
  'WECOM_TOKEN',
  'WECOM_ENCODING_AES_KEY',
  ...WECOM_CONTACTS_FILE_SETTINGS,
  ...DINGTALK_FILE_SETTINGS,
  ...WECOM_AIBOT_FILE_SETTINGS,
  'LLM_API_KEY',
  'SEALING_KEY',
  'SESSION_KEY',
] as const;

/** Whether any platform is set up; the demo is for installations without (ruling 29). */
export function hasPlatform(config: Pick<Config, 'wecom' | 'wecomAibot' | 'dingtalk'>): boolean {
  return config.wecom !== null || config.wecomAibot !== null || config.dingtalk !== null;
}

/** Language for the terminal: Chinese unless the machine is set to another one. */
export function operatorLanguage(env: Env): Language {
  const wanted = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return wanted === '' || /^(zh|C|POSIX)([._@-]|$)/i.test(wanted) ? 'zh-CN' : 'en';
}

/** `DATABASE_URL`, or `chabaocu.db` in the data folder. Needs none of the other settings to be right. */
export function loadDatabaseUrl(env: Env): string {
  const faults: ConfigFault[] = [];
  const values = collect(env, faults);
  const own = faults.filter((fault) => fault.setting.startsWith('DATABASE_URL'));
  if (own.length > 0) throw new ConfigError(own, operatorLanguage(env));
  return databaseAddress(values.DATABASE_URL, absolute(values.DATA_DIR ?? 'data'), projectRoot());
}

/** Every setting, from the variables and (for the process's own environment) the `.env` file. Throws one `ConfigError` with all faults. */
export function loadConfig(env: Env): Config {
  const faults: ConfigFault[] = [];
  const values = collect(env, faults);
  const parsed = schema.safeParse(values);
  if (!parsed.success) faults.push(...parsed.error.issues.map((issue) => faultOf(issue)));
  const isGiven = (name: string): boolean => values[name] !== undefined || faults.some((fault) => fault.setting === `${name}_FILE`);
  const given = WECOM_REQUIRED.filter(isGiven);
  // A smart robot needs the corp's id and no app.
  const robotAlone = aibotIsGiven(isGiven) && given.every((name) => name === 'WECOM_CORP_ID');
  if (given.length > 0 && !robotAlone) {
    for (const name of WECOM_REQUIRED)
      if (!given.includes(name)) faults.push({ setting: name, key: 'wecomIncomplete', params: { given: given.join(', ') } });
  }
  faults.push(...wecomContactsFaults(isGiven), ...wecomAibotFaults(isGiven, values), ...dingtalkFaults(isGiven, values));
  if ((values.LLM_BASE_URL === undefined) !== (values.LLM_MODEL === undefined))
    faults.push({ setting: values.LLM_MODEL === undefined ? 'LLM_MODEL' : 'LLM_BASE_URL', key: 'llmIncomplete' });
  const dataDir = absolute(values.DATA_DIR ?? 'data');
  const databaseUrl = databaseAddress(values.DATABASE_URL, dataDir, projectRoot());
  if (/^(mysql|mariadb):/.test(databaseUrl)) {
    if (!URL.canParse(databaseUrl) || new URL(databaseUrl).pathname.length < 2)
      faults.push({ setting: 'DATABASE_URL', key: 'databaseName' });
    for (const name of ['SEALING_KEY', 'SESSION_KEY'])
      if (values[name] === undefined && !faults.some((fault) => fault.setting.startsWith(name)))
        faults.push({ setting: name, key: 'keyRequired' });
  }
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults, operatorLanguage(env));

  const settings = parsed.data;
  return {
    host: settings.HOST,
    port: settings.PORT,
    publicUrl: settings.PUBLIC_URL ?? null,
    dataDir,
    databaseUrl,
    databasePoolSize: settings.DATABASE_POOL_SIZE,
    migrateOnStart: settings.MIGRATE_ON_START,
    services: settings.SERVICES,
    logLevel: settings.LOG_LEVEL,
    wecom: wecomOf(settings),
    dingtalk: dingtalkOf(settings, settings.PUBLIC_URL),
    wecomAibot: wecomAibotOf(settings, {
      corpId: settings.WECOM_CORP_ID,
      apiBaseUrl: settings.WECOM_API_BASE_URL,
      maxSkewSeconds: settings.WECOM_MAX_SKEW_SECONDS,
    }),
    apiHosts: { wecom: settings.WECOM_API_BASE_URL, dingtalk: settings.DINGTALK_OAPI_BASE_URL },
    llm: llmOf(settings),
    sealingKey: settings.SEALING_KEY ?? null,
    sessionKey: settings.SESSION_KEY ?? null,
  };
}

function llmOf({ LLM_BASE_URL, LLM_MODEL, LLM_API_KEY, LLM_TIMEOUT_MS }: z.output<typeof schema>): LlmConfig | null {
  if (!LLM_BASE_URL || !LLM_MODEL) return null;
  return { baseUrl: LLM_BASE_URL, model: LLM_MODEL, apiKey: LLM_API_KEY ?? null, timeoutMs: LLM_TIMEOUT_MS };
}

function wecomOf(settings: z.output<typeof schema>): WecomConfig | null {
  const { WECOM_CORP_ID, WECOM_AGENT_ID, WECOM_SECRET, WECOM_TOKEN, WECOM_ENCODING_AES_KEY } = settings;
  if (!WECOM_CORP_ID || !WECOM_AGENT_ID || !WECOM_SECRET || !WECOM_TOKEN || !WECOM_ENCODING_AES_KEY) return null;
  const skew = settings.WECOM_MAX_SKEW_SECONDS;
  const contacts = wecomContactsOf(settings);
  return {
    corpId: WECOM_CORP_ID,
    agentId: WECOM_AGENT_ID,
    secret: WECOM_SECRET,
    token: WECOM_TOKEN,
    encodingAesKey: WECOM_ENCODING_AES_KEY,
    apiBaseUrl: settings.WECOM_API_BASE_URL,
    ...(settings.WECOM_ACCOUNT_CAP === undefined ? {} : { accountCap: settings.WECOM_ACCOUNT_CAP }),
    ...(skew === undefined ? {} : { maxSkewMs: skew * 1000 }),
    ...(contacts === undefined ? {} : { contacts }),
  };
}

/** The settings as text: variables before the `.env` file, empty ones as absent, secrets from their files. */
function collect(env: Env, faults: ConfigFault[]): Record<string, string | undefined> {
  const all: Env = env === process.env ? { ...readEnvFile(), ...present(env) } : env;
  const values: Record<string, string | undefined> = {};
  for (const name of SETTING_NAMES) {
    const text = all[name]?.trim();
    if (text) values[name] = text;
  }
  for (const name of FILE_SETTINGS) {
    const file = all[`${name}_FILE`]?.trim();
    if (!file) continue;
    if (values[name] !== undefined) {
      faults.push({ setting: `${name}_FILE`, key: 'twice', params: { name } });
      continue;
    }
    try {
      const text = readFileSync(absolute(file), 'utf8').trim();
      if (text === '') faults.push({ setting: `${name}_FILE`, key: 'emptyFile', params: { file } });
      else values[name] = text;
    } catch {
      faults.push({ setting: `${name}_FILE`, key: 'unreadableFile', params: { file } });
    }
  }
  return values;
}

function present(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
}

function readEnvFile(): Env {
  try {
    return parse(readFileSync(join(projectRoot(), '.env')));
  } catch {
    return {}; // most installations have none
  }
}

function absolute(path: string): string {
  return isAbsolute(path) ? path : join(projectRoot(), path);
}

function faultOf(issue: z.core.$ZodIssue): ConfigFault {
  const params: Record<string, string | number> = {};
  if (issue.code === 'custom')
    for (const [name, value] of Object.entries(issue.params ?? {}))
      if (typeof value === 'string' || typeof value === 'number') params[name] = value;
  return { setting: issue.path.join('.'), key: issue.message, params };
}
