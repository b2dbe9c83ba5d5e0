import type { EntityManager } from 'typeorm';
import { loadCases } from '../db/cases';
import { LEDGER_COLUMNS, ledgerRow } from './columns';
import { rowsOf, whereOf } from './listHazards';
import type { Organisation } from '../domain/organisation';
import type { FormWords } from '../forms';
import type { HazardFilter } from './listHazards';

/** How the ledger is to be written. */
export interface ExportOptions {
  readonly format: 'xlsx' | 'csv';
  readonly t: FormWords;
  readonly language: string;
  /** Business time, epoch ms. */
  readonly now: number;
  readonly filter?: HazardFilter;
}

/** A workbook is made in memory; beyond so many rows only CSV is written. */
export const MAX_XLSX_ROWS = 50_000;
const PAGE = 400;
/** What Excel takes in one cell. */
const MAX_CELL = 32_767;

/** More rows than a workbook is made of here. */
export class LedgerTooLarge extends Error {
  readonly code = 'ledger.tooLarge';
  constructor(readonly rows: number) {
    super(`${rows} rows are more than ${MAX_XLSX_ROWS}`);
  }
}

/**
 * Writes the ledger, oldest number first, with the columns of forms §1. CSV is UTF-8 with a byte order mark and is written page by page;
 * cells that a spreadsheet would run as a formula get a `'` before them. A workbook is written in one piece; `LedgerTooLarge` is thrown
 * before anything is. Resolves with the number of cases.
 */
export async function exportLedger(
  manager: EntityManager,
  organisation: Organisation,
  options: ExportOptions,
  write: (chunk: Buffer) => void | Promise<void>,
): Promise<number> {
  const { t } = options;
  const head = LEDGER_COLUMNS.map((column) => t(`ledger:column.${column}`));
  if (options.format === 'csv') {
    await write(Buffer.from(`\ufeff${csvLine(head)}`));
    let rows = 0;
    for await (const page of pages(manager, organisation, options)) {
      await write(Buffer.from(page.map(csvLine).join('')));
      rows += page.length;
    }
    return rows;
  }
  const expected = await countOf(manager, options.filter ?? {});
  if (expected > MAX_XLSX_ROWS) throw new LedgerTooLarge(expected);
  const bold = head.map((value) => ({ value, type: String, fontWeight: 'bold' as const, wrap: true }));
  const body: { value: string; type: StringConstructor }[][] = [];
  for await (const page of pages(manager, organisation, options))
    for (const row of page) body.push(row.map((value) => ({ value: xlsxText(value), type: String })));
  // Loaded when the first workbook is asked for: few processes ever are.
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const workbook = await writeXlsxFile([bold, ...body], {
    sheet: t('ledger:sheet'),
    stickyRowsCount: 1,
    columns: LEDGER_COLUMNS.map((column) => ({ width: column === 'description' ? 40 : column === 'serial' ? 6 : 18 })),
  }).toBuffer();
  await write(workbook);
  return body.length;
}

async function countOf(manager: EntityManager, filter: HazardFilter): Promise<number> {
  const where = whereOf(filter);
  if (where === null) return 0;
  return Number((await rowsOf(manager, `SELECT COUNT(*) AS n FROM hazard h WHERE ${where.sql}`, where.values))[0]?.n);
}

async function* pages(
  manager: EntityManager,
  organisation: Organisation,
  { filter = {}, t, language, now }: ExportOptions,
): AsyncGenerator<readonly (readonly string[])[]> {
  const where = whereOf(filter);
  if (where === null) return;
  let serial = 0;
  for (let after = ''; ;) {
    const rows = await rowsOf(
      manager,
      `SELECT h.id AS id, h.number AS number FROM hazard h WHERE h.number > ? AND ${where.sql} ORDER BY h.number LIMIT ${PAGE}`,
      [after, ...where.values],
    );
    const cases = await loadCases(
      manager,
      rows.map((row) => String(row.id)),
    );
    if (cases.length > 0)
      yield cases.map((hazard) => {
        serial += 1;
        return ledgerRow({ hazard, organisation, now, printedBy: null, t, language }, serial);
      });
    if (rows.length < PAGE) return;
    after = String(rows.at(-1)?.number);
  }
}

/** One line of CSV, ended by CR LF. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** A CSV cell: guarded against being taken for a formula, quoted where it has to be. */
export function csvCell(text: string): string {
  const guarded = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) || guarded !== text ? `"${guarded.replace(/"/g, '""')}"` : guarded;
}

/** Text that XML and Excel can hold: without the characters that XML forbids. */
function xlsxText(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '').slice(0, MAX_CELL);
}
