import type { EntityManager } from 'typeorm';
import { Identity, Installation } from '../../entities';
import { normaliseExternalId, TWINS } from '../channels/channel';
import { ensureInstallation } from '../db/installation';
import { updateRows } from '../db/rows';
import { endGroup } from '../db/sqliteGroups';
import type { Store } from '../db/store';
import { newId } from '../lib/ids';
import { addressOf, byLastUse, readSnapshot } from './snapshot';
import type { Corps, RawAddress, SenderName, Snapshot } from './snapshot';

export type { Address, Corps, Identities, Resolution, SenderName, Snapshot } from './snapshot';
export { OWN_CORP } from './snapshot';

/** A use younger than this is not written again. */
const TOUCH_EVERY_MS = 3_600_000;

/** The addresses of the person to whom an identity belongs, itself among them. */
const ADDRESSES_BESIDE =
  'SELECT other.id, other.channel, other.corp, other.externalId, other.lastUsedAt FROM identity own JOIN identity other ON other.personId = own.personId WHERE own.id = ?';

/** The directory in memory, one for a process. */
export interface Directory {
  /**
   * The directory as `manager` sees it. `version` is `Installation.directoryVersion`, read by the caller with the same manager; an
   * unchanged version costs no query. After `bumpDirectory` in the same transaction it is read anew and kept for nobody else, so
   * that a rolled back edit is never remembered.
   */
  snapshot(manager: EntityManager, version: number): Promise<Snapshot>;
  /** The directory as it is committed now; for reads outside a transaction, never inside one. */
  current(): Promise<Snapshot>;
  /**
   * Remembers that the person wrote from here, at `machineNow` (epoch ms), so that he is answered here (ruling 30). Writes only when
   * the last use is an hour old or he changed the channel; the latter makes a new version of the directory.
   */
  touchIdentity(manager: EntityManager, identityId: string, machineNow: number): Promise<void>;
  /** Remembers the address of somebody who was known by another name of the same platform (a robot's twin); others are left alone. */
  adoptIdentity(manager: EntityManager, personId: string, sender: SenderName, machineNow: number): Promise<void>;
}

/** Managers of transactions that have changed the directory: what they see may never be committed. */
const bumped = new WeakSet<EntityManager>();

/** Raises the version of the directory in the transaction that changes people, units, roles, places, phrases or addresses. */
export async function bumpDirectory(manager: EntityManager): Promise<void> {
  if (manager.queryRunner?.isTransactionActive) bumped.add(manager);
  endGroup(manager);
  await ensureInstallation(manager, Date.now());
  await manager.increment(Installation, { id: 1 }, 'directoryVersion', 1);
}

interface Build {
  readonly version: number;
  /** Made inside a transaction, which goes on by itself whoever waits for it. */
  readonly inTransaction: boolean;
  readonly result: Promise<Snapshot>;
}

/** The directory over a store, with the corps of the platforms that are set up. It queries only with the managers it is given. */
export function createDirectory(store: Store, corps: Corps = {}): Directory {
  let latest: Snapshot | null = null;
  let builds: readonly Build[] = [];
  /** Uses known to be written, by snapshot: a new version forgets them. */
  const known = new WeakMap<Snapshot, Map<string, number>>();

  async function build(manager: EntityManager): Promise<Snapshot> {
    for (let attempt = 1; ; attempt += 1) {
      const before = await versionOf(manager);
      const snapshot = await readSnapshot(manager, before, corps);
      // Outside a transaction the reads may straddle somebody's commit.
      const steady = (await versionOf(manager)) === before;
      if (!steady && attempt < 5) continue;
      if (steady && (latest === null || latest.version < before)) latest = snapshot;
      return snapshot;
    }
  }

  const directory: Directory = {
    async snapshot(manager, version) {
      if (bumped.has(manager)) return readSnapshot(manager, await versionOf(manager), corps);
      if (latest?.version === version) return latest;
      const inTransaction = manager.queryRunner?.isTransactionActive === true;
      // A transaction never waits for a build outside of one: on SQLite that build waits for the transaction.
      const running = builds.find((b) => b.version === version && (b.inTransaction || !inTransaction));
      if (running) {
        const shared = await running.result.catch(() => null);
        if (shared !== null && shared.version >= version) return shared;
      }
      const own: Build = { version, inTransaction, result: build(manager) };
      builds = [...builds, own];
      try {
        return await own.result;
      } finally {
        builds = builds.filter((b) => b !== own);
      }
    },

    async current() {
      const { manager } = store.dataSource;
      return directory.snapshot(manager, await versionOf(manager));
    },

    async touchIdentity(manager, identityId, machineNow) {
      const current = latest;
      const uses = current === null ? undefined : (known.get(current) ?? new Map<string, number>());
      if (current !== null && uses) known.set(current, uses);
      if (machineNow - (uses?.get(identityId) ?? -Infinity) < TOUCH_EVERY_MS) return;
      const rows: RawAddress[] = await manager.query(ADDRESSES_BESIDE, [identityId]);
      const addresses = rows.map(addressOf).sort(byLastUse);
      const own = addresses.find((address) => address.identityId === identityId);
      if (!own) return;
      const last = addresses[0]?.identityId === identityId;
      if (last && own.lastUsedAt !== null && machineNow - own.lastUsedAt < TOUCH_EVERY_MS) {
        // Remembered only once it is seen written: a rolled back use must be written by the next message.
        uses?.set(identityId, own.lastUsedAt);
        return;
      }
      await updateRows(manager, Identity, { id: identityId }, { lastUsedAt: machineNow });
      if (!last) await bumpDirectory(manager);
    },

    async adoptIdentity(manager, personId, sender, machineNow) {
      if (TWINS[sender.channel] === undefined) return;
      const { channel, corp, userId } = sender;
      const externalKey = normaliseExternalId(userId);
      if (await manager.existsBy(Identity, { channel, corp, externalKey })) return;
      await manager.insert(Identity, { id: newId(), personId, channel, corp, externalId: userId, externalKey, lastUsedAt: machineNow });
      await bumpDirectory(manager);
    },
  };
  return directory;
}

async function versionOf(manager: EntityManager): Promise<number> {
  return (await manager.findOneBy(Installation, { id: 1 }))?.directoryVersion ?? 0;
}
