import { DATABASES } from '../harness/databases';
import { assigned, caseOf, CAST, newestCase } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const MINUTE = 60_000;

describe.each(DATABASES)('Photos before or after the words belong to the report (%s)', (database) => {
  let house: TestProduct;
  beforeEach(async () => {
    house = await startProduct({ database });
  });
  afterEach(() => house.close());

  const photosOf = async (id: string): Promise<readonly string[]> =>
    (await house.rows<{ role: string }>('SELECT role FROM hazard_media WHERE hazardId = ? ORDER BY id', [id])).map((r) => r.role);
  const onlyCase = async (): Promise<string> => {
    expect(await house.rows("SELECT id FROM hazard WHERE state <> 'duplicate'")).toHaveLength(1);
    return (await newestCase(house)).id;
  };

  it.each([
    ['photos, then words', ['photo', 'photo', 'words']],
    ['words, then photos', ['words', 'photo', 'photo']],
    ['photo, words, photo', ['photo', 'words', 'photo']],
  ])('%s: one case with both, counted back on what the reporter sees', async (_name, steps) => {
    for (const step of steps) {
      if (step === 'photo') await house.photo(CAST.reporter);
      else await house.say(CAST.reporter, '一车间砂轮机防护罩掉了');
    }
    await house.moveTo(house.now() + 5_000);
    const id = await onlyCase();
    expect(await photosOf(id)).toEqual(['before', 'before']);
    await house.press(CAST.reporter, 'confirm', { hazardId: id });
    const seen = house.everythingOf(CAST.reporter).join('\n');
    expect(seen).toMatch(/已收到 2 张照片|2张/);
    // Who has to assess it sees the pictures themselves.
    expect(house.heard(CAST.assessor).filter((words) => words === '[image]')).toHaveLength(2);
  });

  it('a photo that comes after the card was answered still belongs to it, and the holder gets it', async () => {
    await house.say(CAST.reporter, '一车间砂轮机防护罩掉了');
    await house.press(CAST.reporter, 'confirm');
    await house.moveTo(house.now() + 2 * MINUTE);
    await house.photo(CAST.reporter);
    const id = await onlyCase();
    expect(await photosOf(id)).toEqual(['before']);
    house.forget();
    await house.photo(CAST.reporter);
    await house.moveTo(house.now() + 5_000);
    const heard = house.heard(CAST.assessor);
    expect(heard.join('\n')).toContain('2张');
    expect(heard.filter((words) => words === '[image]')).toHaveLength(2);
  });

  it('words that come with more than themselves keep it: a repair done, somebody complained of, no name', async () => {
    await house.photo(CAST.reporter);
    await house.say(CAST.reporter, '匿名 班长陈大勇让我们不停机就伸手清铁屑');
    const id = await onlyCase();
    const [row] = await house.rows<{ anonymous: number; againstId: string | null }>(
      'SELECT anonymous, againstId FROM hazard WHERE id = ?',
      [id],
    );
    expect(Boolean(row?.anonymous)).toBe(true);
    expect(row?.againstId).not.toBeNull();
    expect(await house.rows('SELECT id FROM hazard_reporter WHERE hazardId = ? AND personId IS NOT NULL', [id])).toEqual([]);
    expect(await photosOf(id)).toEqual(['before']);
  });

  it('danger told after its photo is one case: the alarm is out and has the picture', async () => {
    await house.photo(CAST.reporter);
    await house.say(CAST.reporter, '一车间数控区着火了');
    const [row] = await house.rows<{ id: string; danger: number; state: string }>(
      "SELECT id, danger, state FROM hazard WHERE state <> 'duplicate'",
    );
    await onlyCase();
    expect(row).toMatchObject({ state: 'toAssess' });
    expect(Boolean(row?.danger)).toBe(true);
    expect(await photosOf(row?.id ?? '')).toEqual(['before']);
    expect(house.everythingOf(CAST.assessor).join('\n')).toContain('险情');
  });

  it('photos of the one who mends are after-photos, and are put beside those from before', async () => {
    await house.photo(CAST.reporter);
    const { id, number } = await assigned(house);
    await house.press(CAST.owner, 'accept', { hazardId: id });
    await house.photo(CAST.owner);
    await house.press(CAST.owner, 'rectify', { hazardId: id });
    expect((await caseOf(house, id)).state).toBe('toVerify');
    expect(await photosOf(id)).toEqual(['before', 'after']);
    const seen = house.heard(CAST.assessor).join('\n');
    expect(seen).toContain(number);
    expect(seen).toMatch(/整改前 1张.*整改后 1张/s);
  });
});
