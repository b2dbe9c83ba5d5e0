import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../lib/projectRoot';
import { fine, reasonOf, wrong } from './check';
import type { Config } from '../../config';
import type { Check } from './check';

const OLDEST_NODE = [20, 19] as const;
const FEW_BYTES = 2 * 1024 ** 3;
const TOO_FEW_BYTES = 200 * 1024 ** 2;

/** Node.js is one that the product is made for. */
export function checkNode(version: string = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  return old ? wrong('node', 'fail', 'node.old', { version }) : fine('node', 'node.ok', { version });
}

/** The machine's zone: business times are always those of Shanghai, only logs follow the machine. */
export function checkZone(zone: string = Intl.DateTimeFormat().resolvedOptions().timeZone): Check {
  return zone === 'Asia/Shanghai' ? fine('zone', 'zone.ok', { zone }) : wrong('zone', 'warn', 'zone.other', { zone });
}

/** The data folder can be written. */
export async function checkDataFolder(folder: string): Promise<Check> {
  const probe = join(folder, `.doctor-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, 'x');
    await rm(probe);
    return fine('dataFolder', 'dataFolder.ok', { folder });
  } catch (error) {
    return wrong('dataFolder', 'fail', 'dataFolder.bad', { folder, reason: reasonOf(error) });
  }
}

/** There is room for photos and the database. */
export async function checkSpace(folder: string): Promise<readonly Check[]> {
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const params = { gigabytes: (free / 1024 ** 3).toFixed(1) };
    if (free >= FEW_BYTES) return [fine('space', 'space.ok', params)];
    return [wrong('space', free < TOO_FEW_BYTES ? 'fail' : 'warn', 'space.little', params)];
  } catch {
    return []; // a folder that cannot be read has been named already
  }
}

/** The keys are there and nobody else can read them. */
export function checkKeys(config: Config): readonly Check[] {
  if (config.sealingKey !== null && config.sessionKey !== null) return [fine('keys', 'keys.given')];
  const files = ['sealing.key', 'session.key'].map((name) => join(config.dataDir, 'keys', name));
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length > 0) return [wrong('keys', 'warn', 'keys.none', { folder: join(config.dataDir, 'keys') })];
  const open = files.find((file) => (statSync(file).mode & 0o077) !== 0);
  return open === undefined
    ? [fine('keys', 'keys.files', { folder: join(config.dataDir, 'keys') })]
    : [wrong('keys', 'fail', 'keys.open', { file: open })];
}

/** The compiled program is the one of these sources. */
export function checkVersion(): Check {
  const text: unknown = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8'));
  const version = typeof text === 'object' && text !== null && 'version' in text && typeof text.version === 'string' ? text.version : '?';
  return fine('version', 'version', { version });
}
