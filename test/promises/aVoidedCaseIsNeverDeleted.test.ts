import { exportLedger } from '../../src/ledger';
import { translator } from '../../src/lib/i18n';
import { DATABASES } from '../harness/databases';
import { caseOf, CAST, newestCase, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { journalOf } from '../harness/records';

const ADMINISTRATOR = '孙晓琳';
const DAY = 86_400_000;

describe.each(DATABASES)('A voided case is never deleted (%s)', (database) => {
  let house: TestProduct;
  beforeEach(async () => {
    house = await startProduct({ database });
  });
  afterEach(() => house.close());

  async function ledger(): Promise<string> {
    const chunks: Buffer[] = [];
    const { organisation } = await house.product.snapshot();
    await exportLedger(
      house.database.store.dataSource.manager,
      organisation,
      { format: 'csv', t: translator('zh-CN'), language: 'zh-CN', now: house.now() },
      (chunk) => void chunks.push(chunk),
    );
    return Buffer.concat(chunks).toString('utf8');
  }

  it('by the administrator with a reason that union and reporter read; number, photos, limits and journal stay', async () => {
    await house.photo(CAST.reporter);
    const { id, number } = await reported(house);
    house.forget();
    await house.say(ADMINISTRATOR, `${number} 作废`);
    expect(house.heard(ADMINISTRATOR).join('\n')).toContain('理由');
    expect((await caseOf(house, id)).state).toBe('toAssess');
    await house.say(ADMINISTRATOR, '测试时误建');
    expect(await caseOf(house, id)).toMatchObject({ state: 'voided', number });
    for (const name of [CAST.union, CAST.enterpriseUnion])
      expect([name, house.heard(name).join('\n')]).toEqual([name, expect.stringContaining('测试时误建')]);
    expect(house.heard(CAST.reporter).join('\n')).toContain('这一条已作废');

    const kept = async (): Promise<unknown> => [
      await house.rows('SELECT id, number, description, voidReason FROM hazard WHERE id = ?', [id]),
      await house.rows('SELECT hash FROM hazard_media WHERE hazardId = ?', [id]),
      await house.rows('SELECT alias, personId FROM hazard_reporter WHERE hazardId = ?', [id]),
      (await journalOf(house, id)).map((line) => line.action),
      await house.rows('SELECT step, closedAt FROM deadline WHERE hazardId = ? ORDER BY id', [id]),
    ];
    const before = await kept();
    expect(JSON.stringify(before)).toContain('测试时误建');
    expect(await ledger()).toContain(number);
    // A year of nights with all that they clear away.
    for (let i = 1; i <= 12; i += 1) await house.moveTo(house.now() + 31 * DAY);
    expect(await kept()).toEqual(before);
    expect(await ledger()).toContain(number);
    house.forget();
    await house.say(CAST.reporter, number);
    expect(house.heard(CAST.reporter).join('\n')).toContain('作废');
  });

  it('nobody of the employer’s line can void it, and the union can open it again', async () => {
    const { id, number } = await reported(house);
    for (const name of [CAST.assessor, CAST.safetyOfficer, CAST.unitHead, '郑海东', CAST.owner, CAST.union, CAST.reporter]) {
      await house.passLimits();
      await house.say(name, `${number} 作废 不想要`);
      expect([name, (await caseOf(house, id)).state]).toEqual([name, 'toAssess']);
    }
    await house.say(ADMINISTRATOR, `${number} 作废 重复建档`);
    expect((await caseOf(house, id)).state).toBe('voided');
    await house.say(CAST.unitHead, `${number} 重新打开 还有用`);
    expect((await caseOf(house, id)).state).toBe('voided');
    await house.say(CAST.enterpriseUnion, `${number} 重新打开 现场还在`);
    expect(await caseOf(house, id)).toMatchObject({ state: 'toAssess', number, cycle: 2 });
  });

  it('taken back by its reporter it keeps its number, which nobody gets again', async () => {
    await house.say(CAST.reporter, '一车间砂轮机防护罩掉了');
    const first = await newestCase(house);
    await house.press(CAST.reporter, 'withdraw', { hazardId: first.id });
    expect(await caseOf(house, first.id)).toMatchObject({ state: 'voided', number: 'YH-2026-000001' });
    await house.say('刘强', '一车间数控区护栏松了');
    expect((await newestCase(house)).number).toBe('YH-2026-000002');
    expect(await ledger()).toContain('YH-2026-000001');
    house.forget();
    await house.say(CAST.reporter, '我的隐患');
    expect(house.heard(CAST.reporter).join('\n')).toContain('YH-2026-000001');
  });
});
