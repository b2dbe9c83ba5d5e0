import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EntityManager } from 'typeorm';
import { InboxEvent, Installation, NoticeGroup, OutboxMessage } from '../../../entities';
import { noticeFault } from '../../../handlers/system/noticeGroupState';
import { hasPlatform } from '../../config';
import { readInstallation } from '../../db/installation';
import { createDirectory } from '../../directory/directory';
import { createSeal, loadKeys } from '../../directory/seal';
import { keyEnv } from '../../product';
import { setUpFaults } from '../../domain/setUpFaults';
import { fine, wrong } from './check';
import type { Config } from '../../config';
import type { Store } from '../../db/store';
import type { SetUpFault } from '../../domain/setUpFaults';
import type { Check } from './check';

const SKEW_WARN_MS = 2000;
const SKEW_FAIL_MS = 60_000;
const FAULTS_SHOWN = 20;

/** Version, pending migrations and clock of the database. */
export async function checkDatabase(store: Store): Promise<readonly Check[]> {
  const sql = store.kind === 'mysql' ? 'SELECT VERSION() AS version' : 'SELECT sqlite_version() AS version';
  const rows: { version: string }[] = await store.dataSource.query(sql);
  const version = rows[0]?.version ?? '?';
  const checks: Check[] = [versionCheck(store.kind, version)];
  const pending = await store.dataSource.showMigrations();
  checks.push(pending ? wrong('migrations', 'fail', 'migrations.pending') : fine('migrations', 'migrations.ok'));
  if (store.kind === 'mysql') {
    const before = Date.now();
    const theirs = await store.machineNow();
    const skew = Math.abs(theirs - (before + Date.now()) / 2);
    const params = { seconds: (skew / 1000).toFixed(1) };
    if (skew < SKEW_WARN_MS) checks.push(fine('clock', 'clock.ok', params));
    else checks.push(wrong('clock', skew < SKEW_FAIL_MS ? 'warn' : 'fail', 'clock.skew', params));
  }
  return checks;
}

/** MySQL 8.0 and MariaDB 10.6 are the oldest that skip locked rows. */
function versionCheck(kind: Store['kind'], version: string): Check {
  if (kind === 'sqlite') return fine('database', 'database.sqlite', { version });
  const maria = /mariadb/i.test(version);
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const old = maria ? major < 10 || (major === 10 && minor < 6) : major < 8;
  return old ? wrong('database', 'fail', 'database.old', { version }) : fine('database', 'database.server', { version });
}

/** Whether what is sealed in the tables was sealed with the key of these settings; nothing where there is no key or no table yet. */
export async function checkSealingKey(store: Store, config: Config): Promise<readonly Check[]> {
  const row = await store.dataSource.manager.findOneBy(Installation, { id: 1 });
  const hasKey = config.sealingKey !== null || existsSync(join(config.dataDir, 'keys', 'sealing.key'));
  if (!hasKey || !row?.sealMark) return [];
  const { mark } = createSeal(loadKeys({ dataDir: config.dataDir, env: keyEnv(config), kind: store.kind }));
  return row.sealMark === mark ? [] : [wrong('keys', 'fail', 'keys.other')];
}

/** What stands in the tables: set-up of the directory, dead letters, events that were given up, a demo behind real credentials. */
export async function checkContent(store: Store, config: Config | null): Promise<readonly Check[]> {
  const manager = store.dataSource.manager;
  const checks: Check[] = [];
  const { demo } = await readInstallation(manager, await store.machineNow());
  if (demo) checks.push(config !== null && hasPlatform(config) ? wrong('demo', 'fail', 'demo.credentials') : fine('demo', 'demo.demo'));

  const { organisation } = await createDirectory(store).current();
  const people = [...organisation.people.values()].filter((person) => person.active).length;
  const faults = setUpFaults(organisation);
  if (people > 0 && !organisation.roles.some((role) => role.role === 'administrator'))
    checks.push(wrong('administrator', 'warn', 'administrator.none'));
  if (faults.length === 0) checks.push(fine('setUp', 'setUp.ok', { units: organisation.units.size, people }));
  checks.push(...faults.slice(0, FAULTS_SHOWN).map((fault) => setUpCheck(fault)));
  if (faults.length > FAULTS_SHOWN) checks.push(wrong('setUp', 'warn', 'setUp.more', { count: faults.length - FAULTS_SHOWN }));

  const dead = await manager.countBy(OutboxMessage, { status: 'dead' });
  checks.push(dead === 0 ? fine('deadLetters', 'deadLetters.none') : wrong('deadLetters', 'warn', 'deadLetters.some', { count: dead }));
  checks.push(...(await checkPlaces(manager)));
  const failed = await manager.countBy(InboxEvent, { outcome: 'failed' });
  if (failed > 0) checks.push(wrong('failedEvents', 'warn', 'failedEvents.some', { count: failed }));
  return checks;
}

/** Groups that have refused the last notice; nothing is asked of the platforms, because that would be read by everybody in them. */
async function checkPlaces(manager: EntityManager): Promise<readonly Check[]> {
  const groups = await manager.find(NoticeGroup, { order: { name: 'ASC' } });
  const faulty = groups.flatMap(({ name, faultCode: code }) => (code === null ? [] : [{ name, code }]));
  if (faulty.length === 0) return groups.length === 0 ? [] : [fine('places', 'places.ok', { count: groups.length })];
  return faulty.map(({ name, code }) => ({
    ...wrong('places', 'fail', 'places.fault', { name, code }),
    words: `common:noticeFault.${noticeFault(code)}`,
  }));
}

function setUpCheck(fault: SetUpFault): Check {
  switch (fault.kind) {
    case 'noUnits':
      return wrong('setUp', 'warn', 'setUp.noUnits');
    case 'placeWithoutUnit':
      return wrong('setUp', 'warn', 'setUp.placeWithoutUnit', { place: fault.place });
    case 'noHead':
    case 'noSafetyOfficer':
    case 'noUnionSupervisor':
    case 'noDutyContact':
      return wrong('setUp', 'warn', `setUp.${fault.kind}`, { unit: fault.unit });
    default: {
      const never: never = fault;
      return never;
    }
  }
}
