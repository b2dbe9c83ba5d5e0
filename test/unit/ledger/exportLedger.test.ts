import readXlsxFile from 'read-excel-file/node';
import { DATABASES, openTestDatabase } from '../../harness/databases';
import { Hazard, HazardRecord, HazardReporter } from '../../../entities';
import { translator } from '../../../src/lib/i18n';
import { exportLedger, LEDGER_COLUMNS } from '../../../src/ledger';
import { csvCell } from '../../../src/ledger/exportLedger';
import { HAZARD, ORGANISATION, RECORDS } from '../forms/sample';
import type { TestDatabase } from '../../harness/databases';

/** The columns as the form has them (forms §1). */
const HEAD = [
  '序号,隐患编号,发现时间,发现方式,所在单位,具体部位,隐患描述,照片(整改前),隐患类别,因素分类,可能导致的事故类型,法定等级,内部等级,判定依据,治理层级',
  '临时管控措施,整改措施,整改责任部门,整改责任人,资金(元),整改期限,整改完成时间,整改情况及照片(整改后),验收(复查)人,验收时间,验收意见',
  '工会监督确认人,销号时间,跟踪复查时间及结果,状态,备注',
].join(',');

describe.each(DATABASES)('the exported ledger on %s', (kind) => {
  let db: TestDatabase;
  beforeAll(async () => (db = await openTestDatabase(kind)));
  afterAll(() => db.close());
  beforeEach(async () => {
    for (const table of ['hazard', 'hazard_reporter', 'hazard_record']) await db.store.dataSource.query(`DELETE FROM ${table}`);
  });

  async function put(serial: number, overrides: Partial<Hazard> = {}): Promise<void> {
    const { reporters: _r, media: _m, records: _rec, deadlines: _d, ...columns } = HAZARD;
    const manager = db.store.dataSource.manager;
    const id = `h${serial}`;
    await manager.insert(Hazard, { ...columns, year: 2026, ...overrides, id, number: `YH-2026-${String(serial).padStart(6, '0')}` });
    await manager.insert(HazardReporter, { ...HAZARD.reporters[0], id: `r${serial}`, hazardId: id, sealed: null, tag: null });
    for (const record of RECORDS) await manager.insert(HazardRecord, { ...record, id: `${record.id}-${serial}`, hazardId: id });
  }

  async function run(format: 'csv' | 'xlsx', language: 'zh-CN' | 'en' = 'zh-CN'): Promise<{ bytes: Buffer; chunks: number; rows: number }> {
    const chunks: Buffer[] = [];
    const options = { format, t: translator(language), language, now: HAZARD.reportedAt };
    const rows = await exportLedger(db.store.dataSource.manager, ORGANISATION, options, (chunk) => void chunks.push(chunk));
    return { bytes: Buffer.concat(chunks), chunks: chunks.length, rows };
  }

  it('has the columns of the form in its order, one row a case', async () => {
    await put(1, { description: '灯不亮', rectifiedBy: [] });
    const { bytes, rows } = await run('csv');
    expect(rows).toBe(1);
    const text = bytes.toString('utf8');
    expect(text.startsWith(`\ufeff${HEAD}\r\n`)).toBe(true);
    const cells = text.split('\r\n')[1]?.split(',') ?? [];
    expect(cells).toHaveLength(LEDGER_COLUMNS.length);
    expect(cells[6]).toBe('灯不亮');
    expect(cells.at(-2)).toBe('已销号');
  });

  it('never says who reported', async () => {
    await put(1);
    const text = (await run('csv')).bytes.toString('utf8');
    expect(text).not.toContain('张三');
    expect(text).not.toContain('孙代报');
    expect(text).toContain('职工上报');
  });

  it('guards cells that a spreadsheet would run', async () => {
    await put(1, { description: '=HYPERLINK("http://x","点")', placeText: '@SUM(A1)' });
    const text = (await run('csv')).bytes.toString('utf8');
    expect(text).toContain('"\'=HYPERLINK(""http://x"",""点"")"');
    expect(text).toContain('"\'@SUM(A1)"');
  });

  it('writes page by page, oldest number first', async () => {
    for (let serial = 405; serial >= 1; serial -= 1) await put(serial);
    const { bytes, chunks, rows } = await run('csv');
    expect(rows).toBe(405);
    expect(chunks).toBe(3);
    const numbers = [...bytes.toString('utf8').matchAll(/YH-2026-\d{6}/g)].map((match) => match[0]);
    expect(numbers).toEqual([...numbers].sort());
    expect(new Set(numbers).size).toBe(405);
  });

  it('writes a workbook that opens, texts as texts', async () => {
    await put(1, { description: '=1+1\u0007' });
    const { bytes } = await run('xlsx');
    const sheets = await readXlsxFile(bytes);
    const rows = sheets[0]?.data ?? [];
    expect(sheets[0]?.sheet).toBe('隐患台账');
    expect(rows[0]?.join(',')).toBe(HEAD);
    expect(rows[1]?.[6]).toBe('=1+1');
    expect(rows[1]?.[1]).toBe('YH-2026-000001');
  });

  it('has every heading in English too', async () => {
    const head = (await run('csv', 'en')).bytes.toString('utf8');
    expect(head).toContain('Hazard number');
    expect(head.trim().split(',')).toHaveLength(LEDGER_COLUMNS.length);
  });
});

describe('a CSV cell', () => {
  it.each([
    ['plain', 'plain'],
    ['—', '—'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['+86', '"\'+86"'],
    ['-1', '"\'-1"'],
    ['\tx', '"\'\tx"'],
    ['\rx', '"\'\rx"'],
    ['＝1', '"\'＝1"'],
  ])('%j becomes %j', (text, cell) => expect(csvCell(text)).toBe(cell));
});
