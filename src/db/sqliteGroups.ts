import { setImmediate as turn } from 'node:timers/promises';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { acceptWaits, mutexOf } from './sqliteSerialiser';

/*
 * SQLite writes one transaction at a time, and each waits for the disk. Works that come while another one is being written go to disk
 * together: each within its own savepoint, so that one that fails takes nothing of the others with it, and none is told to be done
 * before the commit that holds it.
 */

/** A group is ended after this, so that others have their turn; */
const GROUP_MS = 100;
/** and after this already when a platform waits for its answer: that is soon enough, and a commit for every few works would slow down all. */
const GROUP_MS_WHEN_AWAITED = 20;

interface Waiting {
  /** Runs the work; what it answers is kept until the commit. */
  run(manager: EntityManager): Promise<() => void>;
  reject(error: unknown): void;
}

const ended = new WeakSet<EntityManager>();

/**
 * Lets no other work join the transaction that this one stands in: what it has written must not be built upon before it is committed.
 */
export function endGroup(manager: EntityManager): void {
  ended.add(manager);
}

/** Runs works in shared transactions. Inside of one it would wait for itself, and rejects after a second. */
export type GroupedTransaction = <T>(work: (manager: EntityManager) => Promise<T>) => Promise<T>;

/** The shared transactions of a serialised SQLite data source. */
export function createGroups(dataSource: DataSource): GroupedTransaction {
  const queue: Waiting[] = [];
  let leading = false;
  mutexOf(dataSource).addWaiters({
    waits: () => queue.length > 0,
    fail(error) {
      for (const one of queue.splice(0)) one.reject(error);
    },
  });

  async function group(): Promise<void> {
    const done: { one: Waiting; resolve: () => void }[] = [];
    try {
      await dataSource.transaction(async ({ queryRunner }) => {
        if (!queryRunner) throw new Error('a transaction has its query runner');
        const began = Date.now();
        for (let one = queue.shift(); one; one = queue.shift()) {
          const { resolve, last } = await inSavepoint(dataSource, queryRunner, one);
          if (resolve) done.push({ one, resolve });
          if (last || Date.now() - began >= (acceptWaits(dataSource) ? GROUP_MS_WHEN_AWAITED : GROUP_MS)) break;
        }
      });
    } catch (error) {
      for (const { one } of done) one.reject(error);
      // The transaction did not even begin: nobody was taken out of the line, and somebody has to be told.
      if (done.length === 0) queue.shift()?.reject(error);
      return;
    }
    for (const { resolve } of done) resolve();
  }

  async function lead(): Promise<void> {
    leading = true;
    while (queue.length > 0) {
      await group();
      // All of a group may pass within one turn of the event loop; the sockets want theirs.
      await turn();
    }
    leading = false;
  }

  return (work) => {
    return new Promise((resolve, reject) => {
      queue.push({
        async run(manager) {
          const value = await work(manager);
          return () => resolve(value);
        },
        reject,
      });
      if (leading) mutexOf(dataSource).look();
      else void lead();
    });
  };
}

async function inSavepoint(
  dataSource: DataSource,
  runner: QueryRunner,
  one: Waiting,
): Promise<{ readonly resolve: (() => void) | null; readonly last: boolean }> {
  // A query that a failed work left behind must not land in the next one's savepoint.
  let open = true;
  const own = Object.create(runner, {
    query: {
      value: (...call: Parameters<QueryRunner['query']>) =>
        open ? runner.query(...call) : Promise.reject(new Error('query after the end of its transaction')),
    },
  }) as QueryRunner;
  const manager = dataSource.createEntityManager(own);
  await runner.query('SAVEPOINT one_of_group');
  try {
    const resolve = await one.run(manager);
    open = false;
    await runner.query('RELEASE one_of_group');
    return { resolve, last: ended.has(manager) };
  } catch (error) {
    open = false;
    one.reject(error);
    await runner.query('ROLLBACK TO one_of_group');
    await runner.query('RELEASE one_of_group');
    return { resolve: null, last: ended.has(manager) };
  }
}
