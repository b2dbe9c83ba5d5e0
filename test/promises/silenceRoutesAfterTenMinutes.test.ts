import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { caseOf, CAST, newestCase } from '../harness/journeys';
import type { CaseRow } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { journalOf, limitOf } from '../harness/records';

const MINUTE = 60_000;

describe.each(DATABASES)('Silence routes after ten minutes (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());
  beforeEach(() => house.passLimits());

  async function told(words: string): Promise<CaseRow> {
    await house.say(CAST.reporter, words);
    return newestCase(house);
  }

  it('not a second earlier; then the holder has it as if the reporter had confirmed, and he is told', async () => {
    const { id, number } = await told('一车间砂轮机防护罩掉了');
    const { startedAt, dueAt } = await limitOf(house, id, 'route');
    expect(dueAt - startedAt).toBe(10 * MINUTE);
    house.forget();
    await house.moveTo(dueAt - 1);
    expect((await caseOf(house, id)).state).toBe('registered');
    house.expectNothingElse();
    await house.moveTo(dueAt);
    expect(await caseOf(house, id)).toMatchObject({ state: 'toAssess', holderId: demoPerson(CAST.assessor).id });
    expect(house.heard(CAST.assessor).join('\n')).toContain('有新隐患，请核实定级');
    expect(house.heard(CAST.reporter).join('\n')).toContain('已报上去');
    expect((await journalOf(house, id)).at(-1)).toEqual({ actor: 'clock', action: 'confirm' });
    // The card on his screen has nothing left to confirm or take back.
    expect(await house.cardsWith(CAST.reporter, 'confirm', id)).toEqual([]);
    expect(await house.cardsWith(CAST.reporter, 'withdraw', id)).toEqual([]);
    // Looking at the clock again does nothing, and confirming now is said to be done.
    const before = await journalOf(house, id);
    await house.moveTo(dueAt + MINUTE);
    await house.say(CAST.reporter, `${number} 确认`);
    expect(await journalOf(house, id)).toEqual(before);
  });

  it('confirmed in words, the card on his screen has nothing left to confirm either', async () => {
    const { id, number } = await told('一车间2号行车限位失灵');
    expect(await house.cardsWith(CAST.reporter, 'confirm', id)).toHaveLength(1);
    await house.say(CAST.reporter, `${number} 确认`);
    expect((await caseOf(house, id)).state).toBe('toAssess');
    expect(await house.cardsWith(CAST.reporter, 'confirm', id)).toEqual([]);
  });

  it('a correction begins the ten minutes anew', async () => {
    const { id } = await told('一车间数控区护栏松了');
    const first = await limitOf(house, id, 'route');
    await house.moveTo(first.startedAt + 9 * MINUTE);
    await house.say(CAST.reporter, '改成CA6140车床');
    await house.moveTo(first.dueAt + MINUTE);
    expect((await caseOf(house, id)).state).toBe('registered');
    await house.moveTo(first.startedAt + 20 * MINUTE);
    expect(await caseOf(house, id)).toMatchObject({ state: 'toAssess', holderId: demoPerson('陈大勇').id });
  });

  it('a photo without a word is routed too: nothing that was reported is left lying', async () => {
    await house.photo('刘强');
    const { id } = await newestCase(house);
    await house.moveTo(house.now() + 11 * MINUTE);
    expect(await caseOf(house, id)).toMatchObject({ state: 'toAssess', holderId: demoPerson('陈大勇').id });
  });

  it('what he took back within ten minutes goes to nobody', async () => {
    const { id, number } = await told('一车间5吨行车限位失灵');
    await house.press(CAST.reporter, 'withdraw', { hazardId: id });
    house.forget();
    await house.moveTo(house.now() + 30 * MINUTE);
    expect((await caseOf(house, id)).state).toBe('voided');
    expect(house.everythingOf(CAST.assessor).join('\n')).not.toContain(number);
  });
});
