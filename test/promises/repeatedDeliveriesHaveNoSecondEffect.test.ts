import { DATABASES } from '../harness/databases';
import { accountOf } from '../harness/enterprise';
import { caseOf, CAST, newestCase, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { samplePhoto } from '../harness/photos';

describe.each(DATABASES)('Repeated and out-of-order deliveries have no second effect (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());
  beforeEach(() => house.forget());

  const count = async (table: string): Promise<number> =>
    Number((await house.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.n);

  it('a text delivered five times is one hazard and one answer', async () => {
    await house.send(CAST.reporter, '一车间砂轮机防护罩掉了', { repeat: 5 });
    await house.settle();
    expect(await count('hazard')).toBe(1);
    const { number } = await newestCase(house);
    const answers = house.heard(CAST.reporter);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toContain(number);
    house.expectNothingElse();
  });

  it('the same message signed anew, an hour later and after its outcome, is still the same message', async () => {
    const before = await count('hazard');
    const message = { from: accountOf(CAST.reporter), content: '一车间5吨行车钢丝绳断股了', msgId: '7001' };
    const { platform } = house.wecom;
    const url = `${house.url}/callbacks/wecom`;
    await platform.postCallback(url, platform.textXml(message));
    await house.settle();
    await platform.postCallback(url, platform.textXml(message), { timestamp: Math.floor(Date.now() / 1000) - 3000 });
    await house.settle();
    expect(await count('hazard')).toBe(before + 1);
    expect(house.heard(CAST.reporter).filter((words) => words.includes('钢丝绳'))).toHaveLength(1);
  });

  it('a press delivered three times acts once', async () => {
    await house.say(CAST.reporter, '一车间数控区地面有油');
    const { id } = await newestCase(house);
    house.forget();
    await house.press(CAST.reporter, 'confirm', { hazardId: id, repeat: 3 });
    const lines = await house.rows<{ action: string }>("SELECT action FROM journal_entry WHERE chain = ? AND action = 'confirm'", [id]);
    expect(lines).toHaveLength(1);
    expect(await house.rows("SELECT seq FROM inbox_event WHERE outcome = 'refused'")).toHaveLength(0);
    // The holder hears of it once: one card and what found no place on it.
    const { number } = await caseOf(house, id);
    expect(house.heard(CAST.assessor).filter((words) => words.startsWith('查保促') && words.includes(number))).toHaveLength(1);
  });

  it('a photo delivered four times is one photo of the case', async () => {
    const { id } = await reported(house, '一车间机加工区护栏松了');
    const mediaId = house.wecom.putMedia(await samplePhoto(77));
    const xml = house.wecom.platform.imageXml({ from: accountOf(CAST.reporter), mediaId });
    await house.wecom.platform.postCallback(`${house.url}/callbacks/wecom`, xml, { repeat: 4 });
    await house.settle();
    const photos = await house.rows<{ hazardId: string }>('SELECT hazardId FROM hazard_media');
    expect(photos).toHaveLength(1);
    const [event] = await house.rows<{ n: number }>("SELECT COUNT(*) AS n FROM inbox_event WHERE conversation LIKE 'media:%'");
    expect(Number(event?.n)).toBe(1);
    expect((await caseOf(house, id)).state).toBe('toAssess');
  });

  it('the photo before its text, the confirmation before the photo: one case either way', async () => {
    const before = await count('hazard');
    await house.photo('刘强');
    await house.say('刘强', 'CA6140车床卡盘护罩裂了');
    expect(await count('hazard')).toBe(before + 1);
    const early = await newestCase(house);
    await house.press('刘强', 'confirm', { hazardId: early.id });
    await house.photo('刘强');
    const photos = await house.rows('SELECT hash FROM hazard_media WHERE hazardId = ?', [early.id]);
    expect(photos).toHaveLength(2);
    expect(await count('hazard')).toBe(before + 1);
  });
});
