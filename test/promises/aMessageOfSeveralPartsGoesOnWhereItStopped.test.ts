import { CardInstance } from '../../entities';
import { DATABASES } from '../harness/databases';
import { accountOf } from '../harness/enterprise';
import { CAST, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const SEND = '/cgi-bin/message/send';

describe.each(DATABASES)('A message of several parts goes on where it stopped (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());

  it('the card went, the text behind it did not: only the text is sent again, and the card can still be changed', async () => {
    await house.say(CAST.reporter, '一车间砂轮机防护罩掉了');
    await house.press(CAST.reporter, 'confirm');
    await house.settle();
    // One message to one person: a list too long for a card, which is followed by a text.
    for (const text of ['一车间数控区地面有油', '一车间5吨行车限位失灵', '一车间数控区护栏松了']) await house.say(CAST.reporter, text);
    await house.passLimits();
    house.forget();
    const before = { calls: house.wecom.callsOf(SEND), suppressed: house.wecom.suppressed };
    house.wecom.failNext({ status: 503 }, { path: SEND, after: 1, times: 2 });
    await house.say(CAST.reporter, '我的隐患');
    expect(house.heard(CAST.reporter)).toHaveLength(1);
    const [list] = house.wecom.deliveredTo(accountOf(CAST.reporter)).slice(-1);
    for (let i = 0; i < 3; i += 1) {
      await house.passLimits(1_000);
      await house.settle();
    }
    const [text] = house.heard(CAST.reporter);
    expect(text).toContain('YH-2026-000001');
    house.expectNothingElse();
    // Card, text, text, text: nothing was said twice and left to the platform to recognise.
    expect(house.wecom.callsOf(SEND) - before.calls).toBe(4);
    expect(house.wecom.suppressed).toBe(before.suppressed);
    const [row] = await house.database.store.dataSource.manager.findBy(CardInstance, { taskId: list?.card?.taskId ?? '' });
    expect(row?.updateCode).toBe(list?.responseCode);
    expect(row?.updateCodeUntil).toBeGreaterThan(Date.now());
  });

  it('a failing picture does not bring the card and its text again', async () => {
    await house.photo('刘强');
    await house.say('刘强', 'CA6140车床卡盘护罩裂了');
    house.forget();
    house.wecom.failNext({ status: 503 }, { path: '/cgi-bin/media/upload', times: 2 });
    await house.press('刘强', 'confirm');
    for (let i = 0; i < 5; i += 1) {
      await house.passLimits(1_000);
      await house.settle();
    }
    const seen = house.heard('陈大勇').concat(house.heard(CAST.assessor));
    expect(seen.filter((words) => words === '[image]').length).toBeGreaterThan(0);
    const words = seen.filter((one) => one !== '[image]');
    expect(new Set(words).size).toBe(words.length);
    expect(await house.rows("SELECT id FROM outbox_message WHERE status = 'queued' AND errorCode IS NOT NULL")).toEqual([]);
    await reported(house, '一车间数控区地面有油');
  });
});
