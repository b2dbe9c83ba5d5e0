import { schedule } from 'node-cron';
import type { Logger, ScheduledTask } from 'node-cron';
import { Timer } from '../../entities';
import { readInstallation } from '../db/installation';
import type { Store } from '../db/store';
import type { Accept } from '../inbox/accept';
import { eventKey, systemEvent } from '../inbox/systemEvents';
import { newId } from '../lib/ids';
import { errorFields } from '../lib/log';
import type { Log } from '../lib/log';
import { nextFiring, TIMERS } from './timers';

/** Most ticks put into the inbox in one look. */
const BATCH = 500;

export interface Clock {
  start(): void;
  /** Looks once at what is due and puts it into the inbox; resolves with the number of ticks. */
  look(): Promise<number>;
  /** The next instant (business time) at which anything falls due, or null. */
  nextDue(): Promise<number | null>;
  stop(): Promise<void>;
}

interface DueRow {
  readonly id: string;
  readonly hazardId: string;
  readonly cycle: number;
  readonly step: 'route';
  readonly dueAt: number | string;
  readonly rung: number;
  readonly nextAt: number | string;
}

/**
 * Asks the database what is due and hands it to the inbox; remembers nothing. A tick's key is made of case, cycle, step, due instant and
 * rung, so it fires once however many processes look and however often they restart.
 */
export function createClock(deps: { readonly store: Store; readonly accept: Accept; readonly log: Log }): Clock {
  const { store, accept, log } = deps;
  const { manager } = store.dataSource;
  let task: ScheduledTask | null = null;
  let looking: Promise<number> = Promise.resolve(0);
  /** Ticks handed in and not yet worked off: not handed in again each second. */
  let pending = new Set<string>();

  async function ensureTimers(now: number): Promise<void> {
    for (const timer of TIMERS) {
      if (await manager.existsBy(Timer, { name: timer.name })) continue;
      await manager.upsert(Timer, { name: timer.name, nextAt: nextFiring(timer, now) }, ['name']);
    }
  }

  async function lookNow(): Promise<number> {
    const { now } = await readInstallation(manager, await store.machineNow());
    await ensureTimers(now);
    const due: DueRow[] = await manager.query(
      `SELECT id, hazardId, cycle, step, dueAt, rung, nextAt FROM deadline WHERE nextAt IS NOT NULL AND nextAt <= ? ORDER BY nextAt LIMIT ${BATCH}`,
      [now],
    );
    const timers = (await manager.find(Timer)).filter((t) => t.nextAt <= now);
    const seen = new Set<string>();
    const jobs: Promise<unknown>[] = [];
    const hand = (key: string, event: ReturnType<typeof systemEvent>): void => {
      seen.add(key);
      if (!pending.has(key)) jobs.push(accept({ ...event, correlationId: newId() }));
    };
    for (const row of due) {
      const key = eventKey('clock', row.hazardId, row.cycle, row.step, Number(row.dueAt), row.rung);
      hand(
        key,
        systemEvent(
          { kind: 'deadline', hazardId: row.hazardId, deadlineId: row.id, step: row.step, rung: row.rung, dueAt: Number(row.nextAt) },
          key,
          `case:${row.hazardId}`,
        ),
      );
    }
    for (const timer of timers) {
      const key = eventKey('timer', timer.name, timer.nextAt);
      hand(key, systemEvent({ kind: 'timer', name: timer.name, dueAt: timer.nextAt }, key, `timer:${timer.name}`));
    }
    await Promise.all(jobs);
    pending = seen;
    return jobs.length;
  }

  const clock: Clock = {
    start() {
      // The cron only wakes; what is due stands in the database, so a missed second costs nothing.
      task = schedule('* * * * * *', () => clock.look().catch((error: unknown) => log.error(errorFields(error), 'clock could not look')), {
        noOverlap: true,
        // That a look took longer than a second, or came late, costs nothing and is nobody's business.
        suppressMissedWarning: true,
        logger: cronLog(log),
        timezone: 'Asia/Shanghai',
        name: 'chabaocu-clock',
      });
    },
    look() {
      looking = looking.catch(() => 0).then(lookNow);
      return looking;
    },
    async nextDue() {
      const rows: { at: number | string | null }[] = await manager.query('SELECT MIN(nextAt) AS at FROM deadline WHERE nextAt IS NOT NULL');
      const timers = await manager.find(Timer);
      const instants = [rows[0]?.at ?? null, ...timers.map((t) => t.nextAt)].filter((i): i is number | string => i !== null).map(Number);
      return instants.length === 0 ? null : Math.min(...instants);
    },
    async stop() {
      await task?.destroy();
      task = null;
      await looking.catch(() => 0);
    },
  };
  return clock;
}

/** The library's own words, as lines of our log. */
function cronLog(log: Log): Logger {
  return {
    debug: (message) => log.debug({ said: String(message) }, 'node-cron'),
    info: (message) => log.debug({ said: message }, 'node-cron'),
    warn: (message) => log.debug({ said: message }, 'node-cron'),
    error: (message, error) => log.error({ said: String(message), ...errorFields(error ?? message) }, 'node-cron'),
  };
}
