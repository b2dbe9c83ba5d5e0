import { ENTITIES } from '../../entities';
import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { accountOf } from '../harness/enterprise';
import { caseOf, CAST, newestCase } from '../harness/journeys';
import type { CaseRow } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const DAY = 86_400_000;
/** He works in the team next door, so that nobody proposes him for anything in this case. */
const WHO = '杨帆';
const { id: personId, phone } = demoPerson(WHO);
const account = accountOf(WHO);

describe.each(DATABASES)('Once anonymous, a reporter is nowhere but under the seal (%s)', (database) => {
  let house: TestProduct;
  beforeEach(async () => {
    house = await startProduct({ database });
  });
  afterEach(() => house.close());

  /** Rows of any table that name him together with his case, or are joined to such a row by a correlation id. */
  async function traces(hazard: CaseRow, words: string, without: readonly string[] = []): Promise<readonly string[]> {
    const him = [personId, account, WHO, phone];
    const it = [hazard.id, hazard.number, words];
    const found: string[] = [];
    const ofHim = new Set<string>();
    const ofIt: { table: string; correlationId: string }[] = [];
    for (const entity of ENTITIES) {
      const { tableName } = house.database.store.dataSource.getMetadata(entity);
      if (without.includes(tableName)) continue;
      for (const row of await house.rows<{ correlationId?: string | null }>(`SELECT * FROM ${tableName}`)) {
        const text = JSON.stringify(row);
        const his = him.some((name) => text.includes(name));
        const its = it.some((name) => text.includes(name));
        if (his && its) found.push(`${tableName}: ${text.slice(0, 300)}`);
        if (row.correlationId && his) ofHim.add(row.correlationId);
        if (row.correlationId && its) ofIt.push({ table: tableName, correlationId: row.correlationId });
      }
    }
    for (const { table, correlationId } of ofIt) if (ofHim.has(correlationId)) found.push(`${table} by correlation id ${correlationId}`);
    return found;
  }

  /** What anybody else has on his screen. */
  const othersSee = (): string =>
    house.wecom.deliveries
      .filter((delivery) => delivery.userId !== account)
      .map((delivery) => JSON.stringify([delivery.body, delivery.shown]))
      .join('\n');

  async function life(hazard: CaseRow): Promise<void> {
    await house.press(CAST.safetyOfficer, 'assess', { hazardId: hazard.id, selections: { grade: ['general'] } });
    const { holderId } = await caseOf(house, hazard.id);
    const holder = (await house.rows<{ name: string }>('SELECT name FROM person WHERE id = ?', [holderId]))[0]?.name ?? '';
    await house.press(holder, 'assign', { hazardId: hazard.id, selections: { person: [demoPerson('林小梅').id], due: ['policy'] } });
    await house.say('林小梅', `${hazard.number} 接受`);
    await house.say('林小梅', `${hazard.number} 整改完成,换好了`);
    await house.passLimits();
    await house.press(CAST.safetyOfficer, 'verifyPass', { hazardId: hazard.id });
    await house.press(WHO, 'fixedWell', { hazardId: hazard.id });
    await house.passLimits();
    await house.press(CAST.safetyOfficer, 'closeOut', { hazardId: hazard.id });
    expect((await caseOf(house, hazard.id)).state).toBe('closed');
  }

  it.each(['from the first word', 'by a press before routing', 'by words after routing'])('%s', async (when) => {
    const words = 'CA6140车床卡盘护罩裂了';
    const first = when === 'from the first word';
    const photo = await house.photo(WHO);
    await house.say(WHO, first ? `匿名上报:${words}` : words);
    let hazard = await newestCase(house);
    if (when === 'by words after routing') await house.press(WHO, 'confirm', { hazardId: hazard.id });
    const anonymous = async (): Promise<boolean> =>
      (await house.rows('SELECT id FROM hazard_reporter WHERE hazardId = ? AND personId IS NULL AND sealed IS NOT NULL', [hazard.id]))
        .length === 1;
    if (!(await anonymous())) await house.say(WHO, `${hazard.number} 匿名`);
    hazard = await newestCase(house);
    expect(await anonymous()).toBe(true);
    if (when !== 'by words after routing') await house.press(WHO, 'confirm', { hazardId: hazard.id });
    expect((await caseOf(house, hazard.id)).state).toBe('toAssess');

    // The conversation itself remembers for half an hour what it is about; nothing else does.
    expect(await traces(hazard, words, ['conversation'])).toEqual([]);
    const before = othersSee();
    await life(hazard);
    expect(await traces(hazard, words, ['conversation'])).toEqual([]);
    await house.moveTo(house.now() + DAY);
    await house.moveTo(house.now() + 2 * DAY);
    expect(await traces(hazard, words)).toEqual([]);

    const seen = othersSee();
    expect(seen.length).toBeGreaterThan(before.length);
    for (const name of [WHO, personId, account, phone]) expect([name, seen.includes(name)]).toEqual([name, false]);
    const log = JSON.stringify(house.log.lines);
    for (const name of [WHO, personId, account, phone, words]) expect([name, log.includes(name)]).toEqual([name, false]);

    // He was told all the same, to the end.
    expect(house.everythingOf(WHO).some((text) => text.includes('已销号'))).toBe(true);
    // The picture as he sent it is gone, with what his telephone wrote into it; the cleaned one stays.
    const files = await house.rows<{ hash: string; originalHash: string | null }>(
      'SELECT f.hash, f.originalHash FROM media_file f JOIN hazard_media m ON m.hash = f.hash WHERE m.hazardId = ?',
      [hazard.id],
    );
    expect(files).toHaveLength(1);
    expect(files[0]?.originalHash).toBeNull();
    const kept = await house.product.media.read(files[0]?.hash ?? '');
    expect(photo.includes('TestCamera')).toBe(true);
    expect(kept?.includes('TestCamera')).toBe(false);
  });

  it('what he said of the report is emptied, and what he said of other things the day before is not', async () => {
    await house.say(WHO, '我的隐患');
    await house.moveTo(house.now() + DAY);
    await house.say(WHO, '一车间数控区护栏松了');
    await house.say(WHO, '改成CA6140车床');
    const hazard = await newestCase(house);
    await house.press(WHO, 'confirm', { hazardId: hazard.id });
    await house.say(WHO, `${hazard.number} 匿名`);
    const said = await house.rows<{ payload: string }>(
      "SELECT payload FROM inbox_event WHERE conversation LIKE CONCAT('%', ?) ORDER BY seq",
      [account],
    );
    expect(said).toHaveLength(5);
    expect(said.map(({ payload }) => payload.includes('我的隐患'))).toEqual([true, false, false, false, false]);
    expect(said.slice(1).map(({ payload }) => payload)).toEqual(['', '', '', '']);
    expect(await house.rows('SELECT id FROM outbox_message WHERE recipient LIKE ? AND eventSeq IS NOT NULL', [`${hazard.id}%`])).toEqual(
      [],
    );
  });
});
