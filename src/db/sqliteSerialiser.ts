/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- the one file that reaches into TypeORM's internals, whose types do not show them (ruling 8) */
import { AsyncLocalStorage } from 'node:async_hooks';
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

/** One holder at a time; those who came with `first` are served before the others. */
export class PriorityMutex {
  private held = false;
  private readonly first: (() => void)[] = [];
  private readonly rest: (() => void)[] = [];

  async acquire(priority: 'first' | 'normal' = 'normal'): Promise<Release> {
    if (this.held) await new Promise<void>((go) => (priority === 'first' ? this.first : this.rest).push(go));
    else this.held = true;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const next = this.first.shift() ?? this.rest.shift();
      if (next) next();
      else this.held = false;
    };
  }

  /** Whether somebody waits who goes first. */
  get firstWaits(): boolean {
    return this.first.length > 0;
  }

  /** Runs `work` now, without a turn of the event loop, when nobody holds the connection. */
  tryNow<T>(work: () => T): { readonly done: true; readonly value: T } | { readonly done: false } {
    if (this.held) return { done: false };
    this.held = true;
    try {
      return { done: true, value: work() };
    } finally {
      const next = this.first.shift() ?? this.rest.shift();
      if (next) next();
      else this.held = false;
    }
  }
}

interface Scope {
  runner: object | null;
  done: boolean;
  /** Committed without waiting for the disk; see `relaxedTransaction`. */
  relaxed?: boolean;
}
const scopes = new AsyncLocalStorage<Scope>();
const MUTEX = Symbol('chabaocu.sqliteMutex');
const TRANSACTION = Symbol('chabaocu.sqliteTransaction');
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

function openScope(): Scope | undefined {
  const scope = scopes.getStore();
  return scope && !scope.done ? scope : undefined;
}

/** Makes a SQLite data source safe for concurrent callers. Call once, before `initialize`. */
export function serialiseSqlite(dataSource: DataSource): DataSource {
  const mutex = new PriorityMutex();
  const statements = new Map();
  const inTransaction = new Statements();
  const driver = dataSource.driver as any;
  (dataSource as any)[MUTEX] = mutex;

  class Runner extends BetterSqlite3QueryRunner {
    private release_?: Release;
    private scope?: Scope;

    constructor(owner: any) {
      super(owner);
      (this as any).stmtCache = statements;
    }

    override async query(sql: string, parameters?: any[], structured = false): Promise<any> {
      if (this.release_) return this.direct(sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE' : sql, parameters ?? [], structured);
      if (openScope()?.runner) throw new Error('query outside the current transaction: use its own manager');
      const release = await mutex.acquire();
      try {
        return await super.query(sql, parameters as any, structured);
      } finally {
        release();
      }
    }

    /** The same answers as the driver's own query, without its events and log, which nobody here listens to. */
    private direct(sql: string, parameters: any[], structured: boolean): any {
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

    override startTransaction(isolation?: any): Promise<void> {
      if (this.release_) return super.startTransaction(isolation);
      const scope = openScope();
      if (scope?.runner) return Promise.reject(new Error('nested transaction on another query runner'));
      this.scope = scope ?? { runner: null, done: false };
      this.scope.runner = this;
      // Entered before anything is awaited, so that whoever awaits this call stands inside the scope.
      if (!scope) scopes.enterWith(this.scope);
      return this.begin(isolation);
    }

    private async begin(isolation?: any): Promise<void> {
      try {
        this.release_ = await mutex.acquire();
        // The level cannot be changed inside a transaction, and nobody else begins one while we hold the connection.
        if (this.scope?.relaxed) driver.databaseConnection.exec('PRAGMA synchronous = NORMAL');
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
      if (this.scope) this.scope.done = true;
      if (this.scope?.relaxed && this.release_) driver.databaseConnection.exec('PRAGMA synchronous = FULL');
      this.scope = undefined;
      const release = this.release_;
      this.release_ = undefined;
      release?.();
    }
  }

  driver.createQueryRunner = () => new Runner(driver);
  const original = dataSource.manager.transaction.bind(dataSource.manager) as any;
  (dataSource.manager as any)[TRANSACTION] = original;
  const transaction = (first: any, second?: any): Promise<any> =>
    scopes.run({ runner: null, done: false }, () => (second ? original(first, second) : original(first)));
  (dataSource.manager as any).transaction = transaction;
  (dataSource as any).transaction = (first: any, second?: any) => {
    if (openScope()?.runner) return Promise.reject(new Error('nested transaction on another query runner'));
    return transaction(first, second);
  };
  return dataSource;
}

/**
 * A transaction that commits without waiting for the disk: the next one that does takes it along. For what a power failure may undo
 * (leases, counters of limits), never for anything that was answered or is about to be sent.
 */
export function relaxedTransaction<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  if (openScope()?.runner) return Promise.reject(new Error('nested transaction on another query runner'));
  return scopes.run({ runner: null, done: false, relaxed: true }, () => (dataSource.manager as any)[TRANSACTION](work));
}

/** Whether the caller stands in a transaction that has not ended. */
export function insideTransaction(): boolean {
  return Boolean(openScope()?.runner);
}

/** Whether accepting waits for the connection; long work behind it ends its transaction early then. */
export function acceptWaits(dataSource: DataSource): boolean {
  return ((dataSource as any)[MUTEX] as PriorityMutex).firstWaits;
}

/**
 * Runs `work` on the bare connection in one transaction, in turn with everybody else, committed without waiting for the disk (see
 * `relaxedTransaction`). `work` is synchronous; when it throws nothing is written.
 */
export async function withSqliteRelaxed<T>(dataSource: DataSource, work: (database: SqliteDatabase) => T): Promise<T> {
  const mutex = (dataSource as any)[MUTEX] as PriorityMutex;
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
 * Runs `work` on the bare connection while nobody else uses it, before everybody who waits at normal priority. `work` is synchronous:
 * it begins and ends its own transaction.
 */
export async function withSqlite<T>(dataSource: DataSource, work: (database: SqliteDatabase) => T): Promise<T> {
  const mutex = (dataSource as any)[MUTEX] as PriorityMutex;
  const database = (dataSource.driver as any).databaseConnection as SqliteDatabase;
  const now = mutex.tryNow(() => work(database));
  if (now.done) return now.value;
  const release = await mutex.acquire('first');
  try {
    return work(database);
  } finally {
    release();
  }
}
