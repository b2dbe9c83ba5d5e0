import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { readInstallation } from '../db/installation';
import { createDirectory } from '../directory/directory';
import { dayOf } from '../domain/calendar';
import { exportLedger, LedgerTooLarge, MAX_XLSX_ROWS } from '../ledger';
import { withStore } from './database';
import { CliFault } from './terminal';
import type { Terminal } from './terminal';

/**
 * Writes the ledger to a file, named by the day where none is given, or with `-` to standard output. An existing file is kept unless
 * `force`; a file appears only when it is whole.
 */
export async function runExport(terminal: Terminal, flags: ReadonlySet<string>, wanted: string | undefined): Promise<number> {
  const { t, language } = terminal;
  if (flags.has('xlsx') && flags.has('csv')) throw new CliFault('export.oneFormat');
  const format = flags.has('xlsx') || (!flags.has('csv') && wanted?.endsWith('.xlsx') === true) ? 'xlsx' : 'csv';
  if (!flags.has('xlsx') && !flags.has('csv') && !/\.(xlsx|csv)$/.test(wanted ?? '')) throw new CliFault('export.whichFormat');

  return withStore(terminal.env, async (store) => {
    const manager = store.dataSource.manager;
    const { now } = await readInstallation(manager, await store.machineNow());
    const { organisation } = await createDirectory(store).current();
    const options = { format, t, language, now } as const;
    const file = wanted ?? t('cli:export.fileName', { day: dayOf(now), format });
    try {
      if (file === '-') {
        await exportLedger(manager, organisation, options, (chunk) => terminal.write(chunk));
        return 0;
      }
      if (existsSync(file) && !flags.has('force')) throw new CliFault('export.exists', { file });
      const draft = `${file}.${process.pid}.part`;
      const handle = await open(draft, 'w').catch(() => {
        throw new CliFault('fault.unwritable', { file });
      });
      try {
        const rows = await exportLedger(manager, organisation, options, async (chunk) => void (await handle.write(chunk)));
        await handle.sync();
        await rename(draft, file);
        terminal.out(t('cli:export.done', { count: rows, file }));
        return 0;
      } finally {
        await handle.close();
        await rm(draft, { force: true });
      }
    } catch (error) {
      if (error instanceof LedgerTooLarge) throw new CliFault('export.tooLarge', { rows: error.rows, limit: MAX_XLSX_ROWS });
      throw error;
    }
  });
}
