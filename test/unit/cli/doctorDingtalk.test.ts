import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { checkDingtalkApp, checkDingtalkCallbacks, checkDingtalkState } from '../../../src/cli/checks/dingtalk';
import type { Check } from '../../../src/cli/checks/check';
import { loadConfig } from '../../../src/config';
import type { DingtalkConfig } from '../../../src/config/dingtalk';
import { createChannelStore } from '../../../src/db/channelStore';
import { translator } from '../../../src/lib/i18n';
import { startFakeDingtalk } from '../../fakes/dingtalk/server';
import type { FakeDingtalk } from '../../fakes/dingtalk/server';
import { openTestDatabase } from '../../harness/databases';
import type { TestDatabase } from '../../harness/databases';

const DENIED = 'Forbidden.AccessDenied.AccessTokenPermissionDenied';

describe('the doctor at DingTalk', () => {
  let fake: FakeDingtalk;
  let database: TestDatabase;
  beforeAll(async () => {
    fake = await startFakeDingtalk();
    database = await openTestDatabase('sqlite');
  });
  afterAll(async () => {
    await fake.close();
    await database.close();
  });

  const configOf = (over: Partial<DingtalkConfig> = {}): DingtalkConfig => {
    const { clientId, clientSecret, corpId, apiBaseUrl, oapiBaseUrl } = fake.settings;
    const env = {
      DINGTALK_CORP_ID: corpId,
      DINGTALK_CLIENT_ID: clientId,
      DINGTALK_CLIENT_SECRET: clientSecret,
      DINGTALK_API_BASE_URL: apiBaseUrl,
      DINGTALK_OAPI_BASE_URL: oapiBaseUrl,
    };
    const { dingtalk } = loadConfig(env);
    if (dingtalk === null) throw new Error('no settings');
    return { ...dingtalk, ...over };
  };
  const of = (checks: readonly Check[], name: string): Check | undefined => checks.find((check) => check.name === name);
  /** Every finding has its sentence in both languages, and what is wrong says what to do. */
  const inWords = (checks: readonly Check[]): readonly Check[] => {
    for (const language of ['zh-CN', 'en'] as const) {
      const t = translator(language);
      for (const check of checks) {
        for (const key of [check.key, ...(check.advice === undefined ? [] : [check.advice])]) {
          const words = t(`cli:doctor.${key}`, check.params);
          expect(words).not.toMatch(/doctor\.|\{\{|undefined|\[object/);
          expect(words.length).toBeGreaterThan(4);
        }
        if (check.status !== 'ok') expect(check.advice).toBeTruthy();
      }
    }
    return checks;
  };

  it('finds an app that is set up, and sends nobody anything', async () => {
    const checks = inWords(await checkDingtalkApp(configOf()));
    expect(checks.map(({ name, status }) => [name, status])).toEqual([
      ['dingtalk.credentials', 'ok'],
      ['dingtalk.robot', 'ok'],
      ['dingtalk.cards', 'ok'],
      ['dingtalk.edition', 'ok'],
    ]);
    expect(fake.deliveries).toEqual([]);
    expect(fake.violations).toEqual([]);
  });

  it('says whether the secret is wrong, the robot another one, or a permission missing', async () => {
    expect(of(inWords(await checkDingtalkApp(configOf({ clientSecret: 'another-secret' }))), 'dingtalk.credentials')).toMatchObject({
      status: 'fail',
      key: 'dingtalk.fault.credentials',
    });
    expect(of(inWords(await checkDingtalkApp(configOf({ robotCode: 'dingother' }))), 'dingtalk.robot')).toMatchObject({
      status: 'fail',
      key: 'dingtalk.fault.robot',
    });
    fake.failNext({ code: DENIED, status: 403 }, { path: '/v1.0/robot/messageFiles/download' });
    fake.failNext({ code: DENIED, status: 403 }, { path: '/v1.0/card/instances' });
    const checks = inWords(await checkDingtalkApp(configOf()));
    expect(of(checks, 'dingtalk.robot')?.key).toBe('dingtalk.robotPermission');
    expect(of(checks, 'dingtalk.cards')?.key).toBe('dingtalk.cardsPermission');
  });

  it.each([
    ['quota', { code: 'Forbidden.AccessDenied.ApiCountLimitForOrg', status: 403 }, 'warn'],
    ['busy', { code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', status: 403 }, 'warn'],
    ['address', { code: 'Forbidden.AccessDenied.IpNotInWhiteList', status: 403 }, 'fail'],
    ['noAnswer', { lose: 'request' as const }, 'fail'],
    ['other', { code: 'something.new', status: 400 }, 'fail'],
  ])('tells %s from a missing permission', async (fault, failure, status) => {
    fake.failNext(failure, { path: '/v1.0/robot/messageFiles/download' });
    const checks = inWords(await checkDingtalkApp(configOf()));
    expect(of(checks, 'dingtalk.robot')).toMatchObject({ status, key: `dingtalk.fault.${fault}` });
    expect(of(checks, 'dingtalk.cards')?.status).toBe('ok');
  });

  it('wants the numbers of an edition that is not the standard one', async () => {
    const professional = configOf({ editionName: 'professional' });
    expect(of(inWords(await checkDingtalkApp(professional)), 'dingtalk.edition')).toMatchObject({
      status: 'warn',
      key: 'dingtalk.editionNumbers',
    });
    const filled = { ...professional, edition: { ...professional.edition, callsPerMonth: 500_000 } };
    expect(of(inWords(await checkDingtalkApp(filled)), 'dingtalk.edition')?.status).toBe('ok');
  });

  it('shows the budget of the month by its level', async () => {
    const store = createChannelStore(database.store);
    const config = configOf({ edition: { callsPerMonth: 10, messagesPerMonth: 1000, qps: 20, ding: false } });
    const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
    const quota = async (): Promise<string | undefined> =>
      of(inWords(await checkDingtalkState(database.store, config)), 'dingtalk.quota')?.key;
    expect(await quota()).toBe('dingtalk.quota.ok');
    for (const [spent, key] of [
      [7, 'low'],
      [2, 'critical'],
      [1, 'ended'],
    ] as const) {
      await store.spend([{ key: `dingtalk:${config.clientId}:calls:${month}`, limit: 1_000, windowMs: 62 * 86_400_000 }], spent);
      expect(await quota()).toBe(`dingtalk.quota.${key}`);
    }
  });

  it('tells how the Stream is, from what its process said last', async () => {
    const store = createChannelStore(database.store);
    const config = configOf();
    const say = (status: object): Promise<void> =>
      store.put(
        `dingtalk:${config.clientId}:stream:seen`,
        JSON.stringify({ connects: 1, lastFault: null, ...status }),
        Date.now() + 60_000,
      );
    const stream = async (): Promise<string | undefined> =>
      of(inWords(await checkDingtalkState(database.store, config)), 'dingtalk.stream')?.key;
    expect(await stream()).toBe('dingtalk.stream.nobody');
    await say({ state: 'connected', lastFrameAt: Date.now() });
    expect(await stream()).toBe('dingtalk.stream.ok');
    await say({ state: 'connected', lastFrameAt: Date.now() - 600_000 });
    expect(await stream()).toBe('dingtalk.stream.silent');
    await say({ state: 'connecting', lastFrameAt: null, lastFault: 'ECONNREFUSED' });
    expect(await stream()).toBe('dingtalk.stream.broken');
    expect(of(await checkDingtalkState(database.store, configOf({ mode: 'http' })), 'dingtalk.stream')).toBeUndefined();
  });

  it('names a card template that was refused', async () => {
    const config = configOf({ cardTemplateId: 'demo-template.schema' });
    await createChannelStore(database.store).put(
      `dingtalk:${config.clientId}:broken:own`,
      'dingtalk.param.templateNotExist',
      Date.now() + 60_000,
    );
    expect(of(inWords(await checkDingtalkState(database.store, config)), 'dingtalk.template')).toMatchObject({
      status: 'warn',
      params: { code: 'dingtalk.param.templateNotExist', template: 'demo-template.schema' },
    });
  });

  it('knocks at the addresses that DingTalk calls, and only where it does', async () => {
    const server: Server = createServer((_request, response) => response.writeHead(405).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await checkDingtalkCallbacks(configOf({ publicUrl }))).toEqual([]);
    const http = configOf({ publicUrl, mode: 'http', eventToken: 'tok3n', eventAesKey: 'a'.repeat(43) });
    expect(inWords(await checkDingtalkCallbacks(http)).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect(inWords(await checkDingtalkCallbacks({ ...http, publicUrl: 'http://127.0.0.1:1' }))[0]).toMatchObject({
      status: 'fail',
      key: 'callback.unreachable',
    });
    expect(inWords(await checkDingtalkCallbacks({ ...http, publicUrl: undefined }))[0]?.key).toBe('dingtalk.callbackNoUrl');
  });
});
