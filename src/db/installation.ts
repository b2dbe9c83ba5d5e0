import { IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { HazardReporter, Installation } from '../../entities';

/** What every event reads first: the business clock and the version of the directory. */
export interface InstallationFacts {
  /** Business time, epoch ms (ruling 6). */
  readonly now: number;
  readonly directoryVersion: number;
  readonly demo: boolean;
}

type Row = Pick<Installation, 'clockMode' | 'offsetMs' | 'frozenAt' | 'directoryVersion' | 'demo'>;

/** Business time of a clock row at a machine instant. */
export function businessTime(row: Pick<Installation, 'clockMode' | 'offsetMs' | 'frozenAt'>, machineNow: number): number {
  if (row.clockMode === 'frozen') return Number(row.frozenAt ?? machineNow);
  return machineNow + Number(row.offsetMs);
}

/** Reads the installation's row; a database without one has real time and version 0. */
export async function readInstallation(manager: EntityManager, machineNow: number): Promise<InstallationFacts> {
  const rows: Row[] = await manager.query('SELECT clockMode, offsetMs, frozenAt, directoryVersion, demo FROM installation WHERE id = 1');
  const row = rows[0];
  if (!row) return { now: machineNow, directoryVersion: 0, demo: false };
  return { now: businessTime(row, machineNow), directoryVersion: Number(row.directoryVersion), demo: Boolean(row.demo) };
}

/** Makes the one row when it is missing. */
export async function ensureInstallation(manager: EntityManager, machineNow: number): Promise<void> {
  if (await manager.existsBy(Installation, { id: 1 })) return;
  await manager.insert(Installation, {
    id: 1,
    clockMode: 'real',
    offsetMs: 0,
    frozenAt: null,
    directoryVersion: 1,
    demo: false,
    sealMark: null,
    createdAt: machineNow,
  });
}

/**
 * Whether this sealing key is the one that the installation began with; the first one that is asked about is. With another key nobody
 * could open what was sealed, and no anonymous reporter would be recognised again.
 */
export async function isSealedWith(manager: EntityManager, mark: string): Promise<boolean> {
  await manager.update(Installation, { id: 1, sealMark: IsNull() }, { sealMark: mark });
  return manager.existsBy(Installation, { id: 1, sealMark: mark });
}

/** Begins anew with another sealing key; resolves with the number of reporters whom nobody can open any more. */
export async function sealAnew(manager: EntityManager, mark: string): Promise<number> {
  if (await manager.existsBy(Installation, { id: 1, sealMark: mark })) return 0;
  await manager.update(Installation, { id: 1 }, { sealMark: mark });
  return manager.countBy(HazardReporter, { personId: IsNull() });
}

/** Sets the hands of the business clock: an offset to real time, or one instant for ever. */
export async function setBusinessClock(
  manager: EntityManager,
  hands: { readonly offsetMs: number } | { readonly frozenAt: number },
): Promise<void> {
  if ('frozenAt' in hands) await manager.update(Installation, { id: 1 }, { clockMode: 'frozen', frozenAt: hands.frozenAt });
  else await manager.update(Installation, { id: 1 }, { clockMode: 'real', offsetMs: hands.offsetMs, frozenAt: null });
}
