import type { Role } from '../domain/organisation';
import { LIMITS } from './editResult';
import { columnOf, COLUMNS, headerIndex } from './readTable';
import type { Column, PeopleTable } from './readTable';
import { roleNamed, roleWords } from './roleNames';

/** Something about one cell that a person must know. `key` is a sentence of `locales/…/people.json`, `column` the title as the file has it. */
export interface ImportProblem {
  /** Row of the spreadsheet, from 1. */
  readonly row: number;
  readonly column: string;
  readonly key: string;
  readonly params: Readonly<Record<string, string | number>>;
}
/** Takes down a problem of a row; the column's own title is filled in. */
export type Complain = (row: number, column: Column, name: string, params?: ImportProblem['params']) => void;

/** One person as the file has him. What could not be read is empty here and a fault beside. */
export interface ImportRow {
  readonly row: number;
  readonly name: string;
  /** Digits and dashes only. */
  readonly phone: string | null;
  /** Names from the plant down; empty when missing or faulty. */
  readonly unit: readonly string[];
  readonly roles: readonly Role[];
  readonly deputy: string | null;
  readonly accounts: Readonly<Record<AccountColumn, string | null>>;
}
/** Columns that are also names of channels. */
export type AccountColumn = 'wecom' | 'dingtalk';
export const ACCOUNT_COLUMNS: readonly AccountColumn[] = ['wecom', 'dingtalk'];

/** Everything that was read, with the titles found. */
export interface ReadRows {
  readonly rows: readonly ImportRow[];
  readonly faults: ImportProblem[];
  readonly warnings: ImportProblem[];
  readonly fault: Complain;
  readonly warn: Complain;
}

/** Levels below each other; a longer path has no place in the tree. */
export const MAX_DEPTH = 4;

/** A phone in digits, with the dash of an area code kept; null for what is none. */
export function readPhone(text: string): string | null {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s()]/g, '')
    .replace(/^(\+|00)86-?/, '');
  const mobile = plain.replace(/-/g, '');
  if (/^1[3-9]\d{9}$/.test(mobile)) return mobile;
  return /^0\d{2,3}-?\d{7,8}(-\d{1,6})?$/.test(plain) ? plain : null;
}

/** Reads the cells of a table, one row at a time; looks at nothing but the row. */
export function readRows(table: PeopleTable): ReadRows {
  const faults: ImportProblem[] = [];
  const warnings: ImportProblem[] = [];
  const at = headerIndex(table);
  const header = at === null ? [] : (table[at] ?? []);
  const columns = new Map<Column, number>();
  const title = (column: Column): string => header[columns.get(column) ?? -1] ?? '';
  const complain =
    (list: ImportProblem[], kind: string): Complain =>
    (row, column, name, params = {}) =>
      void list.push({ row, column: title(column), key: `${kind}.${name}`, params });
  const fault = complain(faults, 'fault');
  const warn = complain(warnings, 'warning');
  const result = { faults, warnings, fault, warn };
  if (at === null) {
    fault(1, 'name', 'noHeader');
    return { ...result, rows: [] };
  }
  const headerRow = at + 1;
  header.forEach((text, index) => {
    const column = columnOf(text);
    if (column === null) {
      if (text !== '') warnings.push({ row: headerRow, column: text, key: 'warning.columnLeftOut', params: { column: text } });
    } else if (columns.has(column)) faults.push({ row: headerRow, column: text, key: 'fault.columnTwice', params: { column: text } });
    else columns.set(column, index);
  });
  for (const column of COLUMNS) {
    if (!columns.has(column) && column === 'unit') fault(headerRow, column, 'noUnitColumn');
  }
  const rows: ImportRow[] = [];
  table.slice(at + 1).forEach((cells, index) => {
    if (cells.every((cell) => cell === '')) return;
    const row = headerRow + 1 + index;
    const cell = (column: Column): string => cells[columns.get(column) ?? -1] ?? '';
    rows.push({
      row,
      name: readName(cell('name'), row, fault),
      phone: readPhoneCell(cell('phone'), row, fault),
      unit: columns.has('unit') ? readUnit(cell('unit'), row, fault) : [],
      roles: readRoles(cell('role'), row, fault),
      deputy: cell('deputy') === '' ? null : cell('deputy'),
      accounts: { wecom: readAccount(cell('wecom'), row, 'wecom', fault), dingtalk: readAccount(cell('dingtalk'), row, 'dingtalk', fault) },
    });
  });
  if (rows.length === 0) fault(headerRow, 'name', 'nobody');
  return { ...result, rows };
}

function readName(cell: string, row: number, fault: Complain): string {
  const name = cell.replace(/\s+/g, /[A-Za-z]/.test(cell) ? ' ' : '');
  if (name === '') fault(row, 'name', 'noName');
  if ([...name].length > LIMITS.personName) fault(row, 'name', 'tooLong', { limit: LIMITS.personName });
  return name;
}

function readPhoneCell(cell: string, row: number, fault: Complain): string | null {
  if (cell === '') return null;
  const phone = readPhone(cell);
  if (phone === null) fault(row, 'phone', 'badPhone', { value: cell });
  return phone;
}

function readUnit(cell: string, row: number, fault: Complain): readonly string[] {
  const parts = cell.split(/[/／\\>＞]/).map((part) => part.trim());
  if (cell === '') fault(row, 'unit', 'noUnit');
  else if (parts.includes('')) fault(row, 'unit', 'emptyPart', { value: cell });
  else if (parts.length > MAX_DEPTH) fault(row, 'unit', 'tooDeep', { value: cell, limit: MAX_DEPTH });
  else if (parts.some((part) => [...part].length > LIMITS.unitName)) fault(row, 'unit', 'tooLong', { limit: LIMITS.unitName });
  else return parts;
  return [];
}

function readRoles(cell: string, row: number, fault: Complain): readonly Role[] {
  const words = roleWords(cell);
  const roles = words.flatMap((word) => {
    const role = roleNamed(word);
    if (role === null) fault(row, 'role', 'unknownRole', { value: word });
    return role ?? [];
  });
  return words.length === 0 ? ['worker'] : [...new Set(roles)];
}

function readAccount(cell: string, row: number, column: AccountColumn, fault: Complain): string | null {
  if (cell === '') return null;
  if (cell.length > LIMITS.externalId || /\s/.test(cell)) {
    fault(row, column, 'badAccount', { value: cell });
    return null;
  }
  return cell;
}
