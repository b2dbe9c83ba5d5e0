import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, FILE_SETTINGS, SETTING_NAMES, hasPlatform, loadConfig, loadDatabaseUrl, operatorLanguage } from '../../../src/config';
import { projectRoot } from '../../../src/lib/projectRoot';
import type { ConfigFault, Env } from '../../../src/config';

const WECOM: Env = {
  WECOM_CORP_ID: 'ww00000000000000aa',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 'secret-of-the-app',
  WECOM_TOKEN: 'callbackToken',
  WECOM_ENCODING_AES_KEY: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};
const DINGTALK: Env = {
  DINGTALK_CORP_ID: 'ding00000000000000bb',
  DINGTALK_CLIENT_ID: 'dingabcdefgh12345678',
  DINGTALK_CLIENT_SECRET: 'secret-of-the-app',
};
const KEY = 'k'.repeat(64);

function faultsOf(env: Env): readonly ConfigFault[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  throw new Error('the settings were accepted');
}

describe('settings', () => {
  it('are complete without any variable: SQLite in the data folder, loopback, no platform', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 8080, publicUrl: null, wecom: null, logLevel: 'info', migrateOnStart: false });
    expect(config.dataDir).toBe(join(projectRoot(), 'data'));
    expect(config.databaseUrl).toBe(join(projectRoot(), 'data', 'chabaocu.db'));
    expect([...config.services]).toEqual(['web', 'worker', 'clock']);
  });

  it('take empty variables for absent ones', () => {
    expect(loadConfig({ PORT: '', PUBLIC_URL: '  ' })).toMatchObject({ port: 8080, publicUrl: null });
  });

  it('hand the platform over as one whole', () => {
    expect(
      loadConfig({ ...WECOM, WECOM_API_BASE_URL: 'http://127.0.0.1:9/', WECOM_ACCOUNT_CAP: '25', WECOM_MAX_SKEW_SECONDS: '60' }).wecom,
    ).toEqual({
      corpId: 'ww00000000000000aa',
      agentId: 1000002,
      secret: 'secret-of-the-app',
      token: 'callbackToken',
      encodingAesKey: WECOM.WECOM_ENCODING_AES_KEY,
      apiBaseUrl: 'http://127.0.0.1:9',
      accountCap: 25,
      maxSkewMs: 60000,
    });
  });

  it('name every setting of the platform that is missing', () => {
    expect(faultsOf({ WECOM_CORP_ID: WECOM.WECOM_CORP_ID }).map((fault) => fault.setting)).toEqual([
      'WECOM_AGENT_ID',
      'WECOM_SECRET',
      'WECOM_TOKEN',
      'WECOM_ENCODING_AES_KEY',
    ]);
  });

  it('report all faults together, in words and in both languages', () => {
    const env = {
      PORT: '99999',
      PUBLIC_URL: 'safety.example.com',
      SERVICES: 'web,cook',
      LOG_LEVEL: 'loud',
      SEALING_KEY: 'short',
      MIGRATE_ON_START: 'maybe',
    };
    const settings = faultsOf(env).map((fault) => `${fault.setting} ${fault.key}`);
    expect(settings.sort()).toEqual([
      'LOG_LEVEL logLevel',
      'MIGRATE_ON_START yesNo',
      'PORT outOfRange',
      'PUBLIC_URL webAddress',
      'SEALING_KEY shortKey',
      'SERVICES unknownService',
    ]);
    expect(() => loadConfig({ ...env, LANG: 'zh_CN.UTF-8' })).toThrow(/PORT: 要在 0 到 65535 之间/);
    expect(() => loadConfig({ ...env, LANG: 'en_GB.UTF-8' })).toThrow(/SERVICES: does not know "cook"/);
  });

  it.each([
    ['WECOM_CORP_ID', 'abc', 'corpId'],
    ['WECOM_AGENT_ID', '-1', 'wholeNumber'],
    ['WECOM_TOKEN', 'has space', 'callbackToken'],
    ['WECOM_ENCODING_AES_KEY', 'a'.repeat(42), 'aesKey'],
    ['WECOM_ENCODING_AES_KEY', `${'a'.repeat(42)}=`, 'aesKey'],
    ['WECOM_API_BASE_URL', 'ftp://example.com', 'webAddress'],
  ])('refuse %s=%s', (setting, value, key) => {
    expect(faultsOf({ ...WECOM, [setting]: value })).toEqual([expect.objectContaining({ setting, key })]);
  });

  it('hand DingTalk over as one whole: the Stream, the standard edition and the client id as the robot unless something else is said', () => {
    expect(loadConfig(DINGTALK).dingtalk).toEqual({
      corpId: 'ding00000000000000bb',
      clientId: 'dingabcdefgh12345678',
      clientSecret: 'secret-of-the-app',
      robotCode: 'dingabcdefgh12345678',
      mode: 'stream',
      editionName: 'standard',
      edition: { callsPerMonth: 5000, messagesPerMonth: 3000, qps: 20, ding: false },
      publicCardTemplate: true,
      apiBaseUrl: 'https://api.dingtalk.com',
      oapiBaseUrl: 'https://oapi.dingtalk.com',
      maxSkewMs: 3_600_000,
    });
    const more = {
      ...DINGTALK,
      PUBLIC_URL: 'https://safety.example.com/',
      DINGTALK_MODE: 'http',
      DINGTALK_ROBOT_CODE: 'dingrobot',
      DINGTALK_EDITION: 'professional',
      DINGTALK_CALLS_PER_MONTH: '500000',
      DINGTALK_MESSAGES_PER_MONTH: '100000',
      DINGTALK_QPS: '60',
      DINGTALK_CARD_TEMPLATE_ID: '1366a1eb-bc54-4859-ac88-517c56a9acb1.schema',
      DINGTALK_EVENT_TOKEN: 'tok3n',
      DINGTALK_EVENT_AES_KEY: 'a'.repeat(43),
    };
    expect(loadConfig(more).dingtalk).toMatchObject({
      mode: 'http',
      robotCode: 'dingrobot',
      publicUrl: 'https://safety.example.com',
      edition: { callsPerMonth: 500_000, messagesPerMonth: 100_000, qps: 60, ding: true },
      cardTemplateId: '1366a1eb-bc54-4859-ac88-517c56a9acb1.schema',
      eventToken: 'tok3n',
    });
    expect(hasPlatform(loadConfig(DINGTALK))).toBe(true);
    expect(hasPlatform(loadConfig({}))).toBe(false);
  });

  it.each([
    [
      'a part of the credentials',
      { DINGTALK_ROBOT_CODE: 'dingrobot' },
      ['DINGTALK_CORP_ID', 'DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET'],
    ],
    ['one key of the event push', { ...DINGTALK, DINGTALK_EVENT_TOKEN: 'tok3n' }, ['DINGTALK_EVENT_AES_KEY']],
    ['HTTP without an address', { ...DINGTALK, DINGTALK_MODE: 'http' }, ['PUBLIC_URL']],
    ['a corp id of WeCom', { ...DINGTALK, DINGTALK_CORP_ID: 'ww00000000000000aa' }, ['DINGTALK_CORP_ID']],
    ['an unknown mode', { ...DINGTALK, DINGTALK_MODE: 'sse' }, ['DINGTALK_MODE']],
    ['an unknown edition', { ...DINGTALK, DINGTALK_EDITION: 'gold' }, ['DINGTALK_EDITION']],
    ['a template that is none', { ...DINGTALK, DINGTALK_CARD_TEMPLATE_ID: 'card' }, ['DINGTALK_CARD_TEMPLATE_ID']],
    ['a longer skew than the platform has', { ...DINGTALK, DINGTALK_MAX_SKEW_SECONDS: '3601' }, ['DINGTALK_MAX_SKEW_SECONDS']],
  ])('of DingTalk are refused with %s', (_what, env, settings) => {
    expect(faultsOf(env).map((fault) => fault.setting)).toEqual(settings);
    for (const LANG of ['zh_CN.UTF-8', 'en_GB.UTF-8']) expect(() => loadConfig({ ...env, LANG })).not.toThrow(/config:fault|fault\./);
  });

  it('never print a secret', () => {
    try {
      loadConfig({ ...WECOM, WECOM_SECRET: 'hushhus', SEALING_KEY: 'hushhush' });
      throw new Error('the settings were accepted');
    } catch (error) {
      expect(String(error)).not.toContain('hush');
    }
  });

  it('want the keys from outside with MySQL, and a database name', () => {
    const url = 'mysql://u:p@127.0.0.1:3306/chabaocu';
    expect(faultsOf({ DATABASE_URL: url }).map((fault) => fault.setting)).toEqual(['SEALING_KEY', 'SESSION_KEY']);
    expect(loadConfig({ DATABASE_URL: url, SEALING_KEY: KEY, SESSION_KEY: KEY }).databaseUrl).toBe(url);
    expect(faultsOf({ DATABASE_URL: 'mysql://127.0.0.1:3306', SEALING_KEY: KEY, SESSION_KEY: KEY })).toEqual([
      { setting: 'DATABASE_URL', key: 'databaseName' },
    ]);
  });
});

describe('the smart robot', () => {
  const CORP = { WECOM_CORP_ID: 'ww00000000000000aa' };
  const SOCKET: Env = { ...CORP, WECOM_AIBOT_ID: 'aib-0001', WECOM_AIBOT_SECRET: 'secret-of-the-robot' };
  const CALLBACK: Env = {
    ...CORP,
    PUBLIC_URL: 'https://safety.example.com',
    WECOM_AIBOT_MODE: 'callback',
    WECOM_AIBOT_ID: 'aib-0001',
    WECOM_AIBOT_TOKEN: 'robotToken',
    WECOM_AIBOT_ENCODING_AES_KEY: WECOM.WECOM_ENCODING_AES_KEY,
  };

  it('needs the corp and no app', () => {
    expect(loadConfig(SOCKET)).toMatchObject({
      wecom: null,
      wecomAibot: {
        corpId: 'ww00000000000000aa',
        botId: 'aib-0001',
        door: { kind: 'socket', secret: 'secret-of-the-robot', wsUrl: 'wss://openws.work.weixin.qq.com' },
      },
    });
    expect(loadConfig({ ...WECOM, ...SOCKET }).wecom).not.toBeNull();
    expect(loadConfig(WECOM).wecomAibot).toBeNull();
  });

  it('takes the keys of the mode that the console has', () => {
    expect(loadConfig(CALLBACK).wecomAibot?.door).toEqual({
      kind: 'callback',
      token: 'robotToken',
      encodingAesKey: WECOM.WECOM_ENCODING_AES_KEY,
    });
  });

  it('names what is missing for its mode', () => {
    const missing = (env: Env) => faultsOf(env).map((fault) => fault.setting);
    expect(missing({ WECOM_AIBOT_SECRET: 'secret-of-the-robot' })).toEqual(['WECOM_CORP_ID', 'WECOM_AIBOT_ID']);
    expect(missing({ ...CORP, WECOM_AIBOT_ID: 'aib-0001' })).toEqual(['WECOM_AIBOT_SECRET']);
    expect(missing({ ...SOCKET, WECOM_AIBOT_MODE: 'callback' })).toEqual([
      'WECOM_AIBOT_TOKEN',
      'WECOM_AIBOT_ENCODING_AES_KEY',
      'PUBLIC_URL',
    ]);
    // A half app beside a whole robot is still half an app.
    expect(missing({ ...SOCKET, WECOM_AGENT_ID: '1000002' })).toEqual(['WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_ENCODING_AES_KEY']);
  });

  it.each([
    ['WECOM_AIBOT_ID', 'a b', 'aibotId'],
    ['WECOM_AIBOT_NAME', '@安全助手', 'aibotName'],
    ['WECOM_AIBOT_MODE', 'both', 'aibotMode'],
    ['WECOM_AIBOT_WS_URL', 'https://example.com', 'socketAddress'],
  ])('refuses %s=%s', (setting, value, key) => {
    expect(faultsOf({ ...SOCKET, [setting]: value })).toEqual([expect.objectContaining({ setting, key })]);
  });
});

describe('settings from files', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'chabaocu-config-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are read without the line end', () => {
    writeFileSync(join(folder, 'key'), `${KEY}\n`);
    expect(loadConfig({ SEALING_KEY_FILE: join(folder, 'key') }).sealingKey).toBe(KEY);
  });

  it('are refused when given twice, empty or unreadable', () => {
    writeFileSync(join(folder, 'empty'), '\n');
    expect(
      faultsOf({
        SEALING_KEY: KEY,
        SEALING_KEY_FILE: join(folder, 'empty'),
        SESSION_KEY_FILE: join(folder, 'empty'),
        DATABASE_URL_FILE: join(folder, 'none'),
      }).map((fault) => `${fault.setting} ${fault.key}`),
    ).toEqual(['DATABASE_URL_FILE unreadableFile', 'SEALING_KEY_FILE twice', 'SESSION_KEY_FILE emptyFile']);
  });
});

describe('the database address', () => {
  it('needs no other setting to be right', () => {
    expect(loadDatabaseUrl({ PORT: 'x', DATABASE_URL: 'mysql://h/d' })).toBe('mysql://h/d');
  });

  it('sees relative files from the project folder', () => {
    expect(loadDatabaseUrl({ DATABASE_URL: 'sqlite:other.db' })).toBe(join(projectRoot(), 'other.db'));
    expect(loadDatabaseUrl({ DATABASE_URL: 'sqlite:///srv/other.db' })).toBe('/srv/other.db');
    expect(loadDatabaseUrl({ DATA_DIR: '/srv/data' })).toBe('/srv/data/chabaocu.db');
  });
});

describe('.env.sample', () => {
  const lines = readFileSync(join(projectRoot(), '.env.sample'), 'utf8').split('\n');

  it('explains every setting and no other', () => {
    const named = lines.flatMap((line) => /^#?([A-Z][A-Z_]+)=/.exec(line)?.[1] ?? []);
    expect([...named].sort()).toEqual([...SETTING_NAMES].sort());
    lines.forEach((line, index) => {
      if (/^#?[A-Z_]+=/.test(line)) expect(lines[index - 1]).toMatch(/^# ./);
    });
  });

  it('marks the settings that may stand in a file', () => {
    const marked = lines.flatMap((line, index) =>
      line.includes('可用 _FILE。') ? [/^#?([A-Z_]+)=/.exec(lines[index + 1] ?? '')?.[1]] : [],
    );
    expect(marked.sort()).toEqual([...FILE_SETTINGS].sort());
  });
});

describe('the language of the terminal', () => {
  it.each([
    [{}, 'zh-CN'],
    [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
    [{ LANG: 'C.UTF-8' }, 'zh-CN'],
    [{ LANG: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'en_US.UTF-8' }, 'en'],
  ])('%j', (env: Env, language) => expect(operatorLanguage(env)).toBe(language));
});
