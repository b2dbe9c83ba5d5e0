import { isAbsolute, join } from 'node:path';

/**
 * The database's address: a `mysql:` or `mariadb:` address as it is, a SQLite path (with or without `sqlite:`) seen from `root`, and
 * `chabaocu.db` in the data folder where none is given.
 */
export function databaseAddress(given: string | undefined, dataDir: string, root: string): string {
  if (given === undefined || given === '') return join(dataDir, 'chabaocu.db');
  if (/^(mysql|mariadb):\/\//.test(given)) return given;
  const file = given.replace(/^sqlite:(\/\/)?/, '');
  return file === ':memory:' || isAbsolute(file) ? file : join(root, file);
}
