import type { Store } from '../db/store';
import { nowSql, retried } from '../db/store';
import { backoff } from '../lib/backoff';
import { errorFields } from '../lib/log';
import type { Log } from '../lib/log';
import { createPasses } from '../lib/passes';
import { claimHeads, claimNext, LEASE_MS, releaseClaim } from './claim';
import type { ClaimedEvent } from './claim';
import { LeaseLost, NotYet } from './runner';
import type { Run, RunReport } from './runner';

/** After so many failures an event is set aside as `failed` and an operator is told by log and metric. */
export const MAX_ATTEMPTS = 8;
/** What has to be fetched from a platform is tried for as long as the platform keeps it (three days), machine time. */
const FETCH_FOR_MS = 3 * 86_400_000;
const POLL_MS = 500;
/** Work begins a moment after it was announced, so that a burst is known for one before, and what came together is worked together. */
const NUDGE_MS = 15;
/** A claimed event that could not be begun within this is given back, so that its lease does not run out while it is worked on. */
const BEGIN_WITHIN_MS = LEASE_MS / 3;

export interface Worker {
  start(): void;
  /** Wakes the worker: something was accepted. */
  nudge(): void;
  /** Works until nothing is claimable, then resolves. For the command line, the demo clock and tests. */
  drain(): Promise<void>;
  /** Finishes what is in flight, gives the other claims back. */
  stop(): Promise<void>;
  /** Events now being worked on. */
  inFlight(): number;
}

export interface WorkerDependencies {
  readonly store: Store;
  readonly run: Run;
  readonly log: Log;
  readonly onTold: () => void;
  readonly onOutcome?: (report: RunReport, event: ClaimedEvent) => void;
  readonly lanes?: number;
  /** Resolves when it is this work's turn; accepting goes first. */
  readonly hold?: () => Promise<void>;
}

/** Works the inbox: conversations in parallel lanes, each strictly in order. */
export function createWorker(deps: WorkerDependencies): Worker {
  const { store, log } = deps;
  // On SQLite events are worked one at a time, but those that wait together go to disk together.
  const lanes = deps.lanes ?? (store.kind === 'mysql' ? 8 : 32);
  let busy = 0;
  /** Events that left their lane and are not yet done. */
  const outside = new Set<Promise<void>>();
  const passes = createPasses({
    pass: onePass,
    everyMs: POLL_MS,
    nudgeMs: NUDGE_MS,
    onError: (error) => log.error(errorFields(error), 'inbox could not be read'),
  });

  async function fail(event: ClaimedEvent, error: unknown): Promise<void> {
    const fields = { correlationId: event.correlationId, seq: event.seq, attempts: event.attempts, ...errorFields(error) };
    if (error instanceof LeaseLost) {
      log.warn(fields, 'lease lost, another process has the event');
      return;
    }
    if (error instanceof NotYet && Date.now() - event.receivedAt < FETCH_FOR_MS) {
      log.warn(fields, 'event cannot be worked yet');
      await releaseClaim(store, event, backoff(event.attempts, 200, 300_000, Math.random()), true);
      return;
    }
    if (event.attempts < MAX_ATTEMPTS) {
      log.warn(fields, 'event failed, will be tried again');
      await releaseClaim(store, event, backoff(event.attempts, 200, 60_000, Math.random()), true);
      return;
    }
    log.error(fields, 'event given up');
    await retried(() =>
      store.dataSource.query(
        `UPDATE inbox_event SET status = 'done', outcome = 'failed', reason = ?, doneAt = ${nowSql(store.kind)}, leaseToken = NULL, leaseUntil = NULL WHERE seq = ? AND leaseToken = ?`,
        ['inbox.gaveUp', event.seq, event.token],
      ),
    );
  }

  async function runOne(event: ClaimedEvent, leaveLane: () => void): Promise<boolean> {
    busy += 1;
    try {
      const report = await deps.run(event, leaveLane);
      deps.onOutcome?.(report, event);
      if (report.told > 0) deps.onTold();
      return true;
    } catch (error) {
      await fail(event, error).catch((second: unknown) =>
        log.error({ seq: event.seq, ...errorFields(second) }, 'failure could not be recorded'),
      );
      return false;
    } finally {
      busy -= 1;
    }
  }

  /** Runs an event until it is done, or until it leaves the lane to wait for somebody outside while the lane goes on. */
  async function inLane(event: ClaimedEvent): Promise<'succeeded' | 'failed' | 'left'> {
    return new Promise((resolve) => {
      let left = false;
      const whole: Promise<void> = runOne(event, () => {
        left = true;
        outside.add(whole);
        resolve('left');
      }).then((succeeded) => {
        outside.delete(whole);
        resolve(succeeded ? 'succeeded' : 'failed');
        // What waited behind it in its conversation can be claimed now.
        if (left) passes.nudge();
      });
    });
  }

  async function lane(queue: ClaimedEvent[], until: number): Promise<number> {
    let done = 0;
    for (let event = queue.shift(); event; event = queue.shift()) {
      await deps.hold?.();
      if (passes.stopping || Date.now() > until) {
        await releaseClaim(store, event, 0, false);
        continue;
      }
      let current: ClaimedEvent | null = event;
      while (current) {
        const how: 'succeeded' | 'failed' | 'left' = await inLane(current);
        done += 1;
        if (how !== 'succeeded' || passes.stopping) break;
        await deps.hold?.();
        // On SQLite the next pass comes at once, and finds the next of every conversation together.
        current = store.kind === 'mysql' ? await claimNext(store, current.conversation) : null;
      }
    }
    return done;
  }

  async function onePass(): Promise<number> {
    await deps.hold?.();
    const queue = await claimHeads(store, Math.max(64, lanes * 2));
    if (queue.length === 0) return 0;
    const claimed = queue.length;
    const until = Date.now() + BEGIN_WITHIN_MS;
    const whole = Promise.all(Array.from({ length: Math.min(lanes, claimed) }, () => lane(queue, until)));
    return (await inGoodTime(whole, () => queue.length === 0)) ?? claimed;
  }

  /** The events worked, or null when the pass takes long and only a few of it are left: they go on beside what comes next. */
  function inGoodTime(whole: Promise<readonly number[]>, allBegun: () => boolean): Promise<number | null> {
    return new Promise((resolve, reject) => {
      const watch = setInterval(() => {
        if (!allBegun() || busy > lanes / 2) return;
        const rest: Promise<void> = whole
          .catch((error: unknown) => log.error(errorFields(error), 'inbox could not be read'))
          .then(() => void outside.delete(rest));
        outside.add(rest);
        clearInterval(watch);
        resolve(null);
      }, POLL_MS);
      whole.then(
        (counts) => {
          clearInterval(watch);
          resolve(counts.reduce((sum, n) => sum + n, 0));
        },
        (error: unknown) => {
          clearInterval(watch);
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }

  return {
    start: () => passes.start(),
    nudge: () => passes.nudge(),
    async drain() {
      while ((await passes.run()) > 0 || outside.size > 0) await Promise.all(outside);
    },
    async stop() {
      await passes.stop();
      await Promise.all(outside);
    },
    inFlight: () => busy,
  };
}
