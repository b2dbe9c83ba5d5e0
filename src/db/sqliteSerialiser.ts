/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- the one file that reaches into TypeORM's internals, whose types do not show them (ruling 8) */
import { QueryFailedError } from 'typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { QueryResult } from 'typeorm/query-runner/QueryResult.js';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import type { SqliteDatabase, SqliteStatement } from './sqliteDriver';

/*
 * TypeORM's SQLite driver shares one query runner between all callers, so that one caller's roll-back takes the others' finished
 * writes with it. Here every caller has its own runner, and one of them holds the connection at a time. Accepting goes first.
 */

type Release = () => void;
interface Waiting {
  readonly go: () => void;
  readonly fail: (error: Error) => void;
}

/**
 * A transaction asks its questions without a pause, as the connection answers at once. One that has asked nothing for this long, while
 * others wait for the connection, waits for one of them: it asked beside itself.
 */
const STUCK_MS = 1000;

/** One holder at a time; those who came with `first` are served before the others. */
export class PriorityMutex {
  private held = false;
  private uses = 0;
  private watch: NodeJS.Timeout | null = null;
  private readonly first: (() => void)[] = [];
  private rest: Waiting[] = [];
  private readonly waitersElsewhere = new Set<{ readonly waits: () => boolean; readonly fail: (error: Error) => void }>();

  async acquire(priority: 'first' | 'normal' = 'normal'): Promise<Release> {
    if (this.held) {
      await new Promise<void>((go, fail) => {
        if (priority === 'first') this.first.push(go);
        else {
          this.rest.push({ go, fail });
          this.look();
        }
      });
    } else this.take();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.next();
    };
  }

  /** Whether somebody waits who goes first. */
  get firstWaits(): boolean {
    return this.first.length > 0;
  }

  /** The holder uses the connection. */
  used(): void {
    this.uses += 1;
  }

  /** Others who wait for the end of what the holder does, in a line of their own; they call `look` when somebody joins it. */
  addWaiters(waiters: { readonly waits: () => boolean; readonly fail: (error: Error) => void }): void {
    this.waitersElsewhere.add(waiters);
  }

  /** Makes sure that nobody waits for a holder who waits for him. */
  look(): void {
    if (this.watch !== null) return;
    const { uses } = this;
    this.watch = setTimeout(() => {
      this.watch = null;
      const waiting = this.rest.length > 0 || [...this.waitersElsewhere].some((line) => line.waits());
      if (!this.held || !waiting) return;
      if (this.uses === uses) this.failAll(new Error('query outside the current transaction: use its own manager'));
      else this.look();
    }, STUCK_MS);
  }

  private take(): void {
    this.held = true;
    this.uses += 1;
  }

  private next(): void {
    this.uses += 1;
    const next = this.first.shift() ?? this.rest.shift()?.go;
    if (next) next();
    else this.held = false;
  }

  private failAll(error: Error): void {
    const { rest } = this;
    this.rest = [];
    for (const one of rest) one.fail(error);
    for (const line of this.waitersElsewhere) line.fail(error);
  }
}

const MUTEX = Symbol('chabaocu.sqliteMutex');
/** Prepared statements kept for transactions; the ones used longest ago are given up. */
const KEPT_STATEMENTS = 400;

class Statements {
  private readonly kept = new Map<string, SqliteStatement>();

  of(database: SqliteDatabase, sql: string): SqliteStatement {
    const known = this.kept.get(sql);
    const statement = known ?? database.prepare(sql);
    // Once in a while is enough to know which ones are used.
    if (known && this.kept.size < KEPT_STATEMENTS) return known;
    this.kept.delete(sql);
    this.kept.set(sql, statement);
    if (this.kept.size > KEPT_STATEMENTS) {
      const oldest = this.kept.keys().next();
      if (!oldest.done) this.kept.delete(oldest.value);
    }
    return statement;
  }
}

/** Makes a SQLite data source safe for concurrent callers. Call once, before `initialize`. */
export function serialiseSqlite(dataSource: DataSource): DataSource {
  const mutex = new PriorityMutex();
  const statements = new Map();
  const inTransaction = new Statements();
  const driver = dataSource.driver as any;
  (dataSource as any)[MUTEX] = mutex;

  class Runner extends BetterSqlite3QueryRunner {
    /** Committed without waiting for the disk; see `relaxedTransaction`. */
    relaxed = false;
    private release_?: Release;

    constructor(owner: any) {
      super(owner);
      (this as any).stmtCache = statements;
    }

    override async query(sql: string, parameters?: any[], structured = false): Promise<any> {
      if (this.release_) return this.direct(sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE' : sql, parameters ?? [], structured);
      const release = await mutex.acquire();
      try {
        return await super.query(sql, parameters as any, structured);
      } finally {
        release();
      }
    }

    /** The same answers as the driver's own query, without its events and log, which nobody here listens to. */
    private direct(sql: string, parameters: any[], structured: boolean): any {
      mutex.used();
      try {
        const statement = inTransaction.of(driver.databaseConnection, sql);
        if (statement.reader) {
          const rows = statement.all(...parameters);
          return structured ? Object.assign(new QueryResult(), { raw: rows, records: rows }) : rows;
        }
        const { changes, lastInsertRowid } = statement.run(...parameters);
        return structured ? Object.assign(new QueryResult(), { raw: lastInsertRowid, affected: Number(changes) }) : lastInsertRowid;
      } catch (error) {
        throw new QueryFailedError(sql, parameters, error as Error);
      }
    }

    override async startTransaction(isolation?: any): Promise<void> {
      if (this.release_) return super.startTransaction(isolation);
      this.release_ = await mutex.acquire();
      try {
        // The level cannot be changed inside a transaction, and nobody else begins one while we hold the connection.
        if (this.relaxed) driver.databaseConnection.exec('PRAGMA synchronous = NORMAL');
        await super.startTransaction(isolation);
      } catch (error) {
        this.drop();
        throw error;
      }
    }

    override async commitTransaction(): Promise<void> {
      await super.commitTransaction();
      if (!this.isTransactionActive) this.drop();
    }

    override async rollbackTransaction(): Promise<void> {
      try {
        await super.rollbackTransaction();
      } finally {
        if (!this.isTransactionActive) this.drop();
      }
    }

    override async release(): Promise<void> {
      if (this.release_) {
        try {
          if (this.isTransactionActive) await super.rollbackTransaction();
        } finally {
          this.drop();
        }
      }
      await super.release();
    }

    private drop(): void {
      const release = this.release_;
      if (release === undefined) return;
      if (this.relaxed) driver.databaseConnection.exec('PRAGMA synchronous = FULL');
      this.release_ = undefined;
      release();
    }
  }

  driver.createQueryRunner = () => new Runner(driver);
  return dataSource;
}

/**
 * A transaction that commits without waiting for the disk: the next one that does takes it along. For what a power failure may undo
 * (leases, counters of limits), never for anything that was answered or is about to be sent.
 */
export async function relaxedTransaction<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner() as any;
  runner.relaxed = true;
  try {
    await runner.startTransaction();
    const result = await work(runner.manager);
    await runner.commitTransaction();
    return result;
  } finally {
    // What was not committed is rolled back.
    await runner.release();
  }
}

/** The turns on the connection of a serialised data source. */
export function mutexOf(dataSource: DataSource): PriorityMutex {
  return (dataSource as any)[MUTEX];
}

/** Whether accepting waits for the connection; long work behind it ends its transaction early then. */
export function acceptWaits(dataSource: DataSource): boolean {
  return mutexOf(dataSource).firstWaits;
}

/**
 * Runs `work` on the bare connection in one transaction, in turn with everybody else, committed without waiting for the disk (see
 * `relaxedTransaction`). `work` is synchronous; when it throws nothing is written.
 */
export async function withSqliteRelaxed<T>(dataSource: DataSource, work: (database: SqliteDatabase) => T): Promise<T> {
  const mutex = mutexOf(dataSource);
  const database = (dataSource.driver as any).databaseConnection as SqliteDatabase;
  const release = await mutex.acquire();
  try {
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work(database);
      database.exec('COMMIT');
      return result;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  } finally {
    database.exec('PRAGMA synchronous = FULL');
    release();
  }
}

/**
 * The bare connection for `work`, before everybody who waits at normal priority; nobody else uses it until `work` has ended. It may not
 * wait for anything but turns of the event loop, and begins and ends its own transaction.
 */
export async function holdingSqlite<T>(dataSource: DataSource, work: (database: SqliteDatabase) => Promise<T>): Promise<T> {
  const release = await mutexOf(dataSource).acquire('first');
  try {
    return await work((dataSource.driver as any).databaseConnection as SqliteDatabase);
  } finally {
    release();
  }
}
