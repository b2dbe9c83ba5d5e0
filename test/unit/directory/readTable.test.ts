import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import writeWorkbook from 'write-excel-file/node';
import { parseCsv } from '../../../src/directory/csv';
import { columnOf, readTable, TABLE_LIMITS } from '../../../src/directory/readTable';
import { unfoldsWithin } from '../../../src/directory/zipGuard';

const CSV = '姓名,手机,单位\n张三,13800000001,东方机械厂\n';
const TABLE = [
  ['姓名', '手机', '单位'],
  ['张三', '13800000001', '东方机械厂'],
];
/** `CSV` in the encoding of Chinese Windows. */
const GBK = Buffer.from('d0d5c3fb2ccad6bbfa2cb5a5cebb0ad5c5c8fd2c31333830303030303030312cb6abb7bdbbfad0b5b3a70a', 'hex');

async function workbook(rows: readonly (readonly (string | number | null)[])[]): Promise<Buffer> {
  return writeWorkbook(rows.map((row) => row.map((value) => (value === null ? null : { value })))).toBuffer();
}

describe('tables of people', () => {
  it.each([
    ['UTF-8', Buffer.from(CSV)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${CSV}`)],
    ['GB18030', GBK],
    ['UTF-16', Buffer.from(`\ufeff${CSV}`, 'utf16le')],
    ['lines of Windows', Buffer.from(CSV.replace(/\n/g, '\r\n'))],
    ['lines of old Macs', Buffer.from(CSV.replace(/\n/g, '\r'))],
    ['semicolons', Buffer.from(CSV.replace(/,/g, ';'))],
    ['tabs', Buffer.from(CSV.replace(/,/g, '\t'))],
    ['quotes', Buffer.from('"姓名","手机","单位"\n"张三","13800000001","东方机械厂"')],
  ])('are read from CSV with %s', async (_name, bytes) => {
    expect(await readTable(bytes)).toEqual({ ok: true, table: TABLE });
  });

  it('are read from xlsx, numbers as texts, rows where they stand', async () => {
    const bytes = await workbook([
      ['花名册', null, null],
      [null, null, null],
      ['姓名', '手机', '单位'],
      ['张三', 13800000001, ' 东方机械厂 '],
    ]);
    expect(await readTable(bytes)).toEqual({ ok: true, table: [['花名册', '', ''], ['', '', ''], ...TABLE] });
  });

  it('lose invisible letters and the guard of our own exports', async () => {
    const read = await readTable(Buffer.from("姓名,单位\n\u200b张三\ufeff,'=东方'\n"));
    expect(read).toEqual({
      ok: true,
      table: [
        ['姓名', '单位'],
        ['张三', "=东方'"],
      ],
    });
  });

  it.each([
    ['empty', Buffer.alloc(0), 'table.empty'],
    ['blank', Buffer.from('\n,,\n'), 'table.empty'],
    ['without titles', Buffer.from('张三,13800000001\n'), 'table.noHeader'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'table.notATable'],
    ['a broken workbook', Buffer.from('PK\x03\x04 nothing more'), 'table.notATable'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'table.oldWorkbook'],
    ['a few bytes', Buffer.from('ab'), 'table.noHeader'],
    ['too large', Buffer.alloc(TABLE_LIMITS.bytes + 1, 65), 'table.tooLarge'],
    ['too long', Buffer.from(`姓名\n${'张三\n'.repeat(TABLE_LIMITS.rows)}`), 'table.tooManyRows'],
  ])('are refused when %s', async (_name, bytes, key) => {
    expect(await readTable(bytes)).toMatchObject({ ok: false, key });
  });

  it('are refused when a small workbook unfolds to a huge one, whatever it says of itself', async () => {
    expect(await readTable(bomb())).toMatchObject({ ok: false, key: 'table.notATable' });
    expect(unfoldsWithin(bomb(), 200 * 1024 * 1024)).toBe(true);
    expect(unfoldsWithin(bomb(), 99 * 1024 * 1024)).toBe(false);
  });

  it.each([
    ['姓名', 'name'],
    [' 姓 名* ', 'name'],
    ['手机号码（必填）', 'phone'],
    ['Phone', 'phone'],
    ['所属部门', 'unit'],
    ['ＷｅＣｏｍ', 'wecom'],
    ['企业微信账号', 'wecom'],
    ['钉钉账号', 'dingtalk'],
    ['身份证号', null],
    ['家庭住址', null],
    ['constructor', null],
  ])('know the title %s', (title, column) => {
    expect(columnOf(title)).toBe(column);
  });
});

describe('separated values', () => {
  it('read back whatever was written with quotes', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', '字', ';') });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
        const text = rows.map((row) => row.map((one) => `"${one.replace(/"/g, '""')}"`).join('|')).join('\n');
        const commas = text.replace(/"\|"/g, '","');
        expect(parseCsv(`x,x,x,x,x,x,x,x,x,x,x,x\n${commas}`, 100).slice(1)).toEqual(rows);
      }),
    );
  });

  it('keep empty lines as rows, and stop at the limit', () => {
    expect(parseCsv('a\n\n"b\nc"\nd', 10)).toEqual([['a'], [''], ['b\nc'], ['d']]);
    expect(parseCsv('a\nb\nc', 2)).toEqual([['a'], ['b']]);
  });
});

/** A zip of one part of 100 MB of nothing that claims to be one byte long. */
function bomb(): Buffer {
  const data = deflateRawSync(Buffer.alloc(100 * 1024 * 1024));
  const name = Buffer.from('xl/workbook.xml');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(data.length, 18);
  local.writeUInt32LE(1, 22);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(data.length, 20);
  entry.writeUInt32LE(1, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + data.length, 16);
  return Buffer.concat([local, name, data, entry, name, end]);
}
