import { decodeText, parseCsv } from './csv';
import { unfoldsWithin } from './zipGuard';

/**
 * A table of people as it stands in the file, every cell a trimmed text; row `n` of the spreadsheet is at index `n - 1`. Plain data:
 * it may travel through the inbox.
 */
export type PeopleTable = readonly (readonly string[])[];
/** `key` is a sentence of `locales/…/people.json`. */
export type ReadTable =
  | { readonly ok: true; readonly table: PeopleTable }
  | { readonly ok: false; readonly key: string; readonly params: Readonly<Record<string, string | number>> };

/** Largest file, in bytes; what a workbook may unfold to; most rows in one file; what is read of a row and a cell. */
export const TABLE_LIMITS = { bytes: 8 * 1024 * 1024, unfolded: 64 * 1024 * 1024, rows: 20_000, columns: 60, cell: 500 } as const;
/** Lines above the titles that are passed over: headings and remarks. */
const HEADER_WITHIN = 10;

/**
 * Reads an xlsx workbook (its first sheet that has the titles) or a CSV file in UTF-8, UTF-16 or GB18030. Told apart by content, not
 * by name. The line of titles is the first that has a column of names.
 */
export async function readTable(bytes: Buffer): Promise<ReadTable> {
  if (bytes.length > TABLE_LIMITS.bytes) return fault('tooLarge', { limit: TABLE_LIMITS.bytes / 1024 / 1024 });
  if (bytes.length === 0) return fault('empty');
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === 0xd0cf11e0) return fault('oldWorkbook');
  if (bytes.toString('latin1', 0, 2) !== 'PK') {
    const text = decodeText(bytes);
    return text === null ? fault('notATable') : fromSheets([parseCsv(text, TABLE_LIMITS.rows + 1)]);
  }
  if (!unfoldsWithin(bytes, TABLE_LIMITS.unfolded)) return fault('notATable');
  // Loaded when the first workbook comes.
  const { default: readWorkbook } = await import('read-excel-file/node');
  try {
    const sheets = await readWorkbook(bytes);
    return fromSheets(sheets.map(({ data }) => data.map((cells) => cells.map(textOf))));
  } catch {
    return fault('notATable');
  }
}

function fromSheets(sheets: readonly PeopleTable[]): ReadTable {
  let empty = true;
  for (const sheet of sheets) {
    const table = sheet.map((cells) => cells.slice(0, TABLE_LIMITS.columns).map(cleanCell));
    while (table.at(-1)?.every((cell) => cell === '')) table.pop();
    if (table.length > 0) empty = false;
    if (headerIndex(table) === null) continue;
    if (table.length > TABLE_LIMITS.rows) return fault('tooManyRows', { limit: TABLE_LIMITS.rows });
    return { ok: true, table };
  }
  return fault(empty ? 'empty' : 'noHeader');
}

/** Index of the row with the titles: the first that has a column of names; null where there is none near the top. */
export function headerIndex(table: PeopleTable): number | null {
  const at = table.slice(0, HEADER_WITHIN).findIndex((cells) => cells.some((cell) => columnOf(cell) === 'name'));
  return at === -1 ? null : at;
}

/** Columns that are read. */
export const COLUMNS = ['name', 'phone', 'unit', 'role', 'deputy', 'wecom', 'dingtalk'] as const;
export type Column = (typeof COLUMNS)[number];

/** Titles under which people write a column, without spaces and in lower case. */
const TITLES: Readonly<Record<Column, readonly string[]>> = {
  name: ['姓名', '名字', '员工姓名', '人员姓名', 'name', 'fullname'],
  phone: ['手机', '手机号', '手机号码', '电话', '联系电话', '联系方式', 'phone', 'mobile', 'phonenumber', 'mobilephone'],
  unit: ['单位', '部门', '所在单位', '所属单位', '所在部门', '所属部门', '单位路径', 'unit', 'department'],
  role: ['角色', '职务', '身份', 'role', 'roles'],
  deputy: ['代理人', '代理', 'ab角', 'b角', 'deputy'],
  wecom: [
    '企业微信账号',
    '企业微信帐号',
    '企业微信',
    '企业微信id',
    '企微账号',
    '企微',
    '企业微信userid',
    'wecom',
    'wecomid',
    'wecomuserid',
    'wecomaccount',
  ],
  dingtalk: ['钉钉账号', '钉钉帐号', '钉钉', '钉钉id', '钉钉userid', 'dingtalk', 'dingtalkid', 'dingtalkuserid', 'dingtalkaccount'],
};
const BY_TITLE: ReadonlyMap<string, Column> = new Map(COLUMNS.flatMap((column) => TITLES[column].map((title) => [title, column] as const)));

/** The column a title means; null for columns that are left out. Width, spaces, stars and remarks in brackets do not matter. */
export function columnOf(title: string): Column | null {
  const plain = title
    .normalize('NFKC')
    .replace(/\(.*?\)/g, '')
    .replace(/[\s*:_-]+/g, '')
    .toLowerCase();
  return BY_TITLE.get(plain) ?? null;
}

/** Cells are text, never formulas: the guard that our own exports put before them is taken off again. */
function cleanCell(cell: string): string {
  return cell
    .normalize('NFC')
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/^'(?=[=+\-@\t\r])/, '')
    .trim()
    .slice(0, TABLE_LIMITS.cell);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value instanceof Date ? value.toISOString().slice(0, 10) : '';
}

function fault(name: string, params: Readonly<Record<string, string | number>> = {}): ReadTable {
  return { ok: false, key: `table.${name}`, params };
}
