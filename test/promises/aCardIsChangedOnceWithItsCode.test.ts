import { DATABASES } from '../harness/databases';
import { accountOf } from '../harness/enterprise';
import { CAST, newestCase, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const UPDATE = '/cgi-bin/message/update_template_card';

describe.each(DATABASES)('A card is changed once with its code, and says who did what and when (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());

  it('a pressed card is greyed by the code of its press; the same card with the others by the code it was sent with', async () => {
    const { id } = await reported(house);
    const [pressed] = await house.cardsWith(CAST.assessor, 'assess', id);
    const [beside] = await house.cardsWith(CAST.safetyOfficer, 'assess', id);
    await house.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['general'] } });
    for (const card of [pressed, beside]) {
      expect(card?.delivery.updates).toBe(1);
      const shown = JSON.stringify(card?.delivery.shown);
      expect(shown).toMatch(/今天 10:00/);
      expect(shown).toContain('已核实定级');
    }
    expect(JSON.stringify(beside?.delivery.shown)).toContain(CAST.assessor);
    // Every code that was spent was good: the fake refuses a second use, a foreign one, and one after 72 hours.
    const codes = house.wecom.messages.updates.map((update) => update.code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(house.log.lines.filter((line) => line.message === 'card could not be updated')).toEqual([]);
    expect(house.wecom.callsOf(UPDATE)).toBe(house.wecom.messages.updates.length);
  });

  it('a late press gets one sentence, and its own code brings the card up to date', async () => {
    await house.say(CAST.reporter, '一车间数控区护栏松了');
    const other = await newestCase(house);
    const [card] = await house.cardsWith(CAST.reporter, 'confirm', other.id);
    await house.say(CAST.reporter, `${other.number} 确认`);
    const before = await house.rows('SELECT id FROM journal_entry WHERE chain = ?', [other.id]);
    house.forget();
    const updates = card?.delivery.updates ?? 0;
    await house.press(CAST.reporter, 'confirm', { card });
    expect(await house.rows('SELECT id FROM journal_entry WHERE chain = ?', [other.id])).toEqual(before);
    expect(house.heard(CAST.reporter).filter((words) => !words.startsWith('查保促'))).toHaveLength(1);
    expect(card?.delivery.updates ?? 0).toBeGreaterThanOrEqual(updates);
  });

  it('a code older than 72 hours is not used: the card stays as it is and nothing fails', async () => {
    const { id } = await reported(house, '一车间5吨行车限位失灵');
    const [beside] = await house.cardsWith(CAST.safetyOfficer, 'assess', id);
    await house.rows('UPDATE card_instance SET updateCodeUntil = 1');
    const calls = house.wecom.callsOf(UPDATE);
    await house.say(CAST.assessor, `${(await newestCase(house)).number} 核实 一般`);
    expect(beside?.delivery.updates).toBe(0);
    expect(house.wecom.callsOf(UPDATE)).toBe(calls);
    const [row] = await house.rows<{ state: string }>('SELECT state FROM card_instance WHERE id = ?', [beside?.row.id]);
    expect(row?.state).toBe('overtaken');
    expect(house.wecom.deliveredTo(accountOf(CAST.safetyOfficer)).length).toBeGreaterThan(0);
  });
});
