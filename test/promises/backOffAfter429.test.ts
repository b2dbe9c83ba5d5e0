import { DATABASES } from '../harness/databases';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const SEND = '/cgi-bin/message/send';

describe.each(DATABASES)('429-like answers back off with jitter (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());
  beforeEach(() => house.forget());

  const waiting = async (): Promise<readonly { wait: number; attempts: number; errorCode: string }[]> => {
    const now = await house.database.store.machineNow();
    const rows = await house.rows<{ retryAt: number; attempts: number; errorCode: string }>(
      "SELECT retryAt, attempts, errorCode FROM outbox_message WHERE status = 'queued' ORDER BY id",
    );
    return rows.map((row) => ({ wait: Number(row.retryAt) - now, attempts: Number(row.attempts), errorCode: row.errorCode }));
  };

  it.each([{ errcode: 45009 }, { errcode: 45033 }, { status: 429 }])(
    '%j waits, is not repeated meanwhile, and then goes once',
    async (failure) => {
      house.wecom.failNext(failure, { path: SEND });
      const before = house.wecom.callsOf(SEND);
      await house.say('刘强', '举报渠道');
      const [row] = await waiting();
      expect(row?.wait).toBeGreaterThan(300);
      await house.settle();
      expect(house.wecom.callsOf(SEND)).toBe(before + 1);
      expect(house.heard('刘强')).toEqual([]);
      await house.passLimits();
      await house.settle();
      expect(house.heard('刘强').length).toBeGreaterThan(0);
      expect(await waiting()).toEqual([]);
      house.expectNothingElse();
    },
  );

  it('the pauses grow and do not fall on one instant', async () => {
    const people = ['刘强', '杨帆', '林小梅', '谢芳', '张伟', '陈大勇'];
    house.wecom.failNext({ status: 503 }, { path: SEND, times: people.length * 4 });
    for (const name of people) await house.send(name, '举报渠道');
    const rounds: number[][] = [];
    for (let i = 0; i < 4; i += 1) {
      await house.settle();
      rounds.push((await waiting()).map((row) => row.wait));
      await house.passLimits();
    }
    await house.settle();
    for (const round of rounds) expect(round).toHaveLength(people.length);
    // Full second halves: the last pause is longer than the first could be.
    expect(Math.min(...(rounds[3] ?? []))).toBeGreaterThan(Math.max(...(rounds[0] ?? [])));
    expect(new Set(rounds.flat().map((wait) => Math.round(wait / 5))).size).toBeGreaterThan(10);
    for (const name of people) expect(house.heard(name).length).toBeGreaterThan(0);
  });

  it('a lost answer does not put a message on the screen twice', async () => {
    house.wecom.failNext({ lose: 'answer' }, { path: SEND });
    await house.say('杨帆', '一车间砂轮机防护罩掉了');
    await house.passLimits(5_000);
    await house.settle();
    const seen = house.heard('杨帆');
    expect(seen.filter((words) => words.includes('您看对不对'))).toHaveLength(1);
    expect(new Set(seen).size).toBe(seen.length);
    expect(await waiting()).toEqual([]);
  });
});
