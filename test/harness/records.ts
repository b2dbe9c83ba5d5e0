import { caseOf } from './journeys';
import type { CaseRow } from './journeys';
import type { House } from './house';

/** A limit of a case as its row has it; instants are epoch ms. */
export interface LimitRow {
  readonly step: string;
  readonly startedAt: number;
  readonly dueAt: number;
  readonly rung: number;
  readonly nextAt: number | null;
}

/** The running limit of a step. Throws when there is none. */
export async function limitOf(house: Pick<House, 'rows'>, hazardId: string, step: string): Promise<LimitRow> {
  const rows = await house.rows<LimitRow>(
    'SELECT step, startedAt, dueAt, rung, nextAt FROM deadline WHERE hazardId = ? AND step = ? AND closedAt IS NULL',
    [hazardId, step],
  );
  const [row] = rows;
  if (!row || rows.length > 1) throw new Error(`${rows.length} limits run for ${step}`);
  return {
    step: row.step,
    startedAt: Number(row.startedAt),
    dueAt: Number(row.dueAt),
    rung: Number(row.rung),
    nextAt: row.nextAt === null ? null : Number(row.nextAt),
  };
}

/** What the journal says was done to a case, in order. */
export async function journalOf(
  house: Pick<House, 'rows'>,
  hazardId: string,
): Promise<readonly { readonly actor: string; readonly action: string }[]> {
  return house.rows('SELECT actor, action FROM journal_entry WHERE chain = ? ORDER BY seq', [hazardId]);
}

/** Records of one kind, oldest first, their data read. */
export async function recordsOf(
  house: Pick<House, 'rows'>,
  hazardId: string,
  kind: string,
): Promise<readonly { readonly by: string; readonly status: string; readonly data: Readonly<Record<string, unknown>> }[]> {
  const rows = await house.rows<{ by: string; status: string; data: string | Record<string, unknown> }>(
    'SELECT * FROM hazard_record WHERE hazardId = ? AND kind = ? ORDER BY at, id',
    [hazardId, kind],
  );
  // The driver of one database hands JSON over as text.
  return rows.map(({ by, status, data }) => ({
    by,
    status,
    data: typeof data === 'string' ? (JSON.parse(data) as Readonly<Record<string, unknown>>) : data,
  }));
}

/** Only these states, after each act in turn; the first that differs fails with the act that led there. */
export async function expectStates(
  house: Pick<House, 'rows'>,
  hazardId: string,
  steps: readonly (readonly [act: () => Promise<void>, state: string])[],
): Promise<CaseRow> {
  for (const [index, [act, state]] of steps.entries()) {
    await act();
    const row = await caseOf(house, hazardId);
    if (row.state !== state) throw new Error(`after step ${index + 1} the case is «${row.state}», not «${state}»`);
  }
  return caseOf(house, hazardId);
}
