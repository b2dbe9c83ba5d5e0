import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readTable } from '../directory/readTable';
import { runWrite } from './writes';
import { CliFault } from './terminal';
import type { Terminal } from './terminal';

/** Reads a file of people and has it imported; with `dryRun` only the problems are listed. Nothing is imported by halves. */
export async function runPeopleImport(terminal: Terminal, file: string, dryRun: boolean): Promise<number> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new CliFault('fault.unreadable', { file });
  }
  const read = await readTable(bytes);
  if (!read.ok) {
    terminal.err(terminal.t(`people:${read.key}`, read.params));
    return 1;
  }
  return runWrite(terminal, { kind: 'people.import', fileName: basename(file), table: read.table.map((row) => [...row]), dryRun });
}
