import type { Failure } from '../fakes/dingtalk/server';
import { OneTimeLink } from '../../entities';
import { hashToken } from '../../src/outbox/oneTimeLink';
import { createChannelStore } from '../../src/db/channelStore';
import { demoPerson } from '../../src/directory/demo';
import { grantRole } from '../../src/directory/edits';
import { DATABASES } from '../harness/databases';
import { dingtalkWords, startDingtalkHouse } from '../harness/dingtalk';
import type { DingtalkHouse } from '../harness/dingtalk';
import { accountOf } from '../harness/enterprise';
import { CAST } from '../harness/journeys';

const CARD = '/v1.0/card/instances/createAndDeliver';
const MONTH_MS = 62 * 86_400_000;

describe.each(DATABASES)('DingTalk refuses or loses, and every message goes once (%s)', (database) => {
  let house: DingtalkHouse;
  beforeAll(async () => {
    house = await startDingtalkHouse({ database });
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    await house.passLimits();
    await house.settle();
    house.forget();
  });

  const waiting = async (): Promise<readonly string[]> =>
    (await house.rows<{ errorCode: string }>("SELECT errorCode FROM outbox_message WHERE status = 'queued' ORDER BY id")).map(
      (row) => row.errorCode,
    );
  /** After the waits that the platform asked for. */
  const later = async (): Promise<void> => {
    await house.passLimits();
    await house.settle();
  };
  const of = (name: string, words: string): readonly string[] =>
    house.dingtalk
      .deliveredTo(accountOf(name))
      .filter((delivery) => delivery.outTrackId !== null)
      .map(dingtalkWords)
      .filter((text) => text.includes(words));

  it.each<[string, Failure, string]>([
    ['calls a second, told as 403 «Forbidden»', { code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', status: 403 }, '护栏'],
    ['a gateway that does not answer', { status: 504 }, '盖板'],
    ['an answer that is lost before the card was made', { lose: 'request' }, '插座'],
    ['an answer that is lost after the card was made: it is there already', { lose: 'answer' }, '照明'],
  ])('%s', async (_what, failure, thing) => {
    house.dingtalk.failNext(failure, { path: CARD });
    await house.say(CAST.reporter, `一车间数控区${thing}坏了`);
    await later();
    expect(await waiting()).toEqual([]);
    expect(of(CAST.reporter, `数控区${thing}坏了`)).toHaveLength(1);
    expect(await house.rows("SELECT id FROM outbox_message WHERE status = 'dead'")).toEqual([]);
  });

  it('somebody to whom the platform lets nothing through for a while hears it afterwards, once', async () => {
    const account = accountOf(CAST.reporter);
    house.dingtalk.sessionsGone = true;
    house.dingtalk.flowControlled.add(account);
    await house.say(CAST.reporter, 'YH-2026-999999 催办');
    expect(await waiting()).toEqual(['dingtalk.flowControlled']);
    expect(house.heard(CAST.reporter)).toEqual([]);
    house.dingtalk.flowControlled.delete(account);
    await later();
    house.dingtalk.sessionsGone = false;
    expect(await waiting()).toEqual([]);
    expect(house.heard(CAST.reporter)).toHaveLength(1);
  });

  it('an answer whose session has gone goes by the robot, once', async () => {
    house.dingtalk.sessionsGone = true;
    await house.say(CAST.reporter, 'YH-2026-999998 催办');
    house.dingtalk.sessionsGone = false;
    expect(house.dingtalk.deliveredTo(accountOf(CAST.reporter)).at(-1)?.via).toBe('oto');
    expect(house.heard(CAST.reporter)).toHaveLength(1);
    expect(await waiting()).toEqual([]);
  });

  it('a token that is not valid any more is fetched anew, and nobody notices', async () => {
    house.dingtalk.revokeTokens();
    await house.say(CAST.reporter, '一车间砂轮机托架歪了');
    expect(of(CAST.reporter, '托架歪了')).toHaveLength(1);
  });
});

describe.each(DATABASES)('The month’s budget of DingTalk is spent by priority, shown, and people are told in time (%s)', (database) => {
  let house: DingtalkHouse;
  const ADMINISTRATOR = CAST.unitHead;
  beforeAll(async () => {
    house = await startDingtalkHouse({
      database,
      settings: { edition: { callsPerMonth: 1_000, messagesPerMonth: 100_000, qps: 1_000, ding: false } },
    });
    await house.database.store.transaction(async (manager) => {
      await grantRole(manager, { personId: demoPerson(ADMINISTRATOR).id, unitId: demoPerson(ADMINISTRATOR).unitId, role: 'administrator' });
    });
  });
  afterAll(() => house.close());

  const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
  const use = (calls: number): Promise<number> =>
    createChannelStore(house.database.store).spend(
      [{ key: `dingtalk:${house.dingtalk.platform.keys.clientId}:calls:${month}`, limit: 1_000_000, windowMs: MONTH_MS }],
      calls,
    );
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${house.url}/metrics`)).text();
    return Number(new RegExp(`^chabaocu_dingtalk_${name} (\\S+)`, 'm').exec(text)?.[1]);
  };
  const told = (): readonly string[] =>
    house.dingtalk
      .deliveredTo(accountOf(ADMINISTRATOR))
      .map(dingtalkWords)
      .filter((words) => words.includes('钉钉本月'));

  it('at seven tenths and at nine tenths an administrator hears of it, each once', async () => {
    await use(700);
    await house.say(CAST.reporter, '一车间砂轮机防护罩掉了');
    await house.say(CAST.reporter, '确认');
    await house.settle();
    expect(told()).toHaveLength(1);
    expect(told()[0]).toContain('七成');
    await use(210);
    await house.say(CAST.reporter, '一车间数控区地面有油');
    await house.say(CAST.reporter, '确认');
    await house.settle();
    expect(told()).toHaveLength(2);
    expect(told()[1]).toContain('快用完');
    expect(await metric('quota_level')).toBe(2);
    expect(await metric('quota_used\\{meter="calls"\\}')).toBeGreaterThan(900);
    expect(await metric('quota_limit\\{meter="calls"\\}')).toBe(1_000);
    expect(await metric('stream_connected')).toBe(1);
  });

  it('an administrator sees it on the page, nobody else does', async () => {
    const seenBy = async (name: string | null): Promise<{ status: number; quota: unknown }> => {
      const cookie = name === null ? '' : await signIn(house, demoPerson(name).id);
      const response = await fetch(`${house.url}/api/quota`, { headers: { cookie } });
      const body = (await response.json()) as { quota?: unknown };
      return { status: response.status, quota: body.quota ?? null };
    };
    expect((await seenBy(null)).status).toBe(401);
    expect(await seenBy(CAST.reporter)).toEqual({ status: 200, quota: null });
    expect((await seenBy(ADMINISTRATOR)).quota).toMatchObject({ month, level: 'critical', calls: { limit: 1_000 } });
  });

  it('when the platform says that it has ended, what can wait is kept and danger is still tried', async () => {
    house.log.allowErrors(/sending needs an operator/);
    await use(200);
    house.forget();
    await house.say(CAST.reporter, '一车间数控区插座松了');
    await house.say(CAST.reporter, '确认');
    await house.settle();
    const kept = await house.rows<{ errorCode: string }>(
      "SELECT errorCode FROM outbox_message WHERE status = 'queued' AND errorCode LIKE 'dingtalk.%'",
    );
    expect(kept.length).toBeGreaterThan(0);
    expect(await house.rows("SELECT id FROM outbox_message WHERE status = 'dead'")).toEqual([]);
    expect(house.heard(CAST.assessor).join('\n')).not.toContain('插座');
    await createChannelStore(house.database.store).remove(`dingtalk:${house.dingtalk.platform.keys.clientId}:ended:calls`);
    await house.passLimits();
    await house.settle();
    expect(house.heard(CAST.assessor).join('\n')).toContain('插座');
  });

  it('whoever writes when the messages have ended is told that nobody heard him', async () => {
    house.forget();
    const { platform } = house.dingtalk;
    await house.post(
      platform.message(accountOf(CAST.reporter), {
        msgtype: 'text',
        errorCode: 20001,
        errorMessage: '受调用量超量影响，当前我的消息服务已经暂停',
      }),
    );
    await house.passLimits();
    await house.settle();
    expect(house.heard(CAST.reporter).join('\n')).toContain('没有送到');
  });
});

/** Signs in by a one-time link, as the bot sends it. */
async function signIn(house: DingtalkHouse, personId: string): Promise<string> {
  const token = `token-of-${personId}`;
  await house.database.store.dataSource.manager.insert(OneTimeLink, {
    tokenHash: hashToken(token),
    personId,
    path: '/',
    expiresAt: Date.now() + 60_000,
    redeemedAt: null,
  });
  const answer = await fetch(`${house.url}/l/${token}`, { method: 'POST', redirect: 'manual' });
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
