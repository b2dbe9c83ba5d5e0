import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { CAST, newestCase } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const MINUTE = 60_000;
const NOTE = '先说清楚：您的信息怎么用';

describe.each(DATABASES)('The privacy note of the first use never hides what is to be pressed (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    await house.passLimits();
    await house.database.store.dataSource.manager.query('UPDATE person SET privacyShownAt = NULL');
    house.forget();
  });

  const notesTo = (words: readonly string[]): number[] => words.flatMap((text, i) => (text.includes(NOTE) ? [i] : []));
  const cards = (words: readonly string[]): number => words.filter((text) => text.startsWith('查保促') && text.includes(NOTE)).length;

  it.each([
    ['张伟', '一车间砂轮机防护罩掉了'],
    ['刘强', '匿名上报:一车间数控区护栏松了'],
  ])('%s: the note comes first and once, the card to confirm last', async (name, words) => {
    await house.say(name, words);
    const { number } = await newestCase(house);
    const heard = house.heard(name);
    // A card, and the rest of its words, which are more than a card of this platform holds.
    expect(notesTo(heard)).toEqual([0, 1]);
    expect(cards(heard)).toBe(1);
    expect(heard.at(-1)).toContain(number);
    await house.say(name, '我的隐患');
    expect(notesTo(house.heard(name))).toEqual([]);
  });

  it('in danger he reads what to do and nothing else; the note follows when there is time for it', async () => {
    await house.say('林小梅', '一车间数控区着火了,烟很大');
    const heard = house.heard('林小梅');
    expect(heard[0]).toMatch(/马上离开/);
    expect(notesTo(heard)).toEqual([]);
    await house.press(CAST.assessor, 'handled');
    house.forget();
    await house.moveTo(house.now() + 11 * MINUTE);
    expect(cards(house.heard('林小梅'))).toBe(1);
    const [row] = await house.rows<{ privacyShownAt: number | null }>('SELECT privacyShownAt FROM person WHERE id = ?', [
      demoPerson('林小梅').id,
    ]);
    expect(row?.privacyShownAt).not.toBeNull();
  });
});
