import type { ChannelLedger, ChannelLog, ChannelStore } from '../channel';
import type { DingtalkSettings } from './settings';

/** What is metered by the month: calls of the APIs, and messages pushed to us or answered through session webhooks. */
export type Metered = 'calls' | 'messages';

/** One meter as it stands. */
export interface MeterStatus {
  readonly used: number;
  readonly limit: number;
  /** The platform has said that nothing is left, whatever we counted: other apps of the organisation use the same budget. */
  readonly ended: boolean;
}

/** The month's budget, for the page, the metrics and the doctor. */
export interface BudgetStatus {
  /** `YYYY-MM` of Asia/Shanghai. */
  readonly month: string;
  readonly calls: MeterStatus;
  readonly messages: MeterStatus;
  /** `low` from 70 % on, `critical` from 90 % on, `ended` when nothing is left. */
  readonly level: BudgetLevel;
  /** Epoch ms when the next month begins. */
  readonly renewsAt: number;
}
export type BudgetLevel = 'ok' | 'low' | 'critical' | 'ended';
/** A budget that somebody should know of. */
export type LowBudget = BudgetStatus & { readonly level: Exclude<BudgetLevel, 'ok'> };

/** Whether a call may go; `budget` keeps what is left for more urgent messages, `rate` is the limit of the second. */
export type Spent =
  { readonly ok: true } | { readonly ok: false; readonly why: 'budget' | 'ended' | 'rate'; readonly retryAfterMs: number };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SHANGHAI_OFFSET = 8 * HOUR;
/** Longer than any month, so that nothing of it is forgotten before it ends. */
const WINDOW_MS = 62 * DAY;
/** A longer wait than this is never the limit of a second. */
const RATE_WAIT_MS = 10_000;
/** The part of the budget kept for what is more urgent, by priority of the outbox: danger, answer, task, reminder, notice. */
const RESERVES: readonly number[] = [0, 0.05, 0.1, 0.2, 0.3];
const LOW = 0.7;
const CRITICAL = 0.9;
/** An ended budget is tried again this often, because somebody may have bought more of it. */
const ENDED_MS = HOUR;

/** Month of Asia/Shanghai, `YYYY-MM`, and the instant the next one begins. */
export function monthOf(now: number): { readonly month: string; readonly renewsAt: number } {
  const local = new Date(now + SHANGHAI_OFFSET);
  const renewsAt = Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 1) - SHANGHAI_OFFSET;
  return { month: local.toISOString().slice(0, 7), renewsAt };
}

/** Counts calls and messages of the calendar month across processes, and spends them by priority with reserves. */
export class Budget {
  private inbound = 0;
  private telling: Promise<void> = Promise.resolve();
  private readonly told = new Set<string>();

  constructor(
    private readonly settings: Pick<DingtalkSettings, 'clientId' | 'edition'>,
    private readonly deps: {
      readonly store: ChannelStore;
      readonly ledger: Pick<ChannelLedger, 'used'>;
      readonly machineNow: () => number;
      readonly log: ChannelLog;
      /** Told of each level below `ok`, once a month or, when several notice together or it rejects, again. */
      readonly onLevel?: (status: LowBudget) => Promise<void>;
    },
  ) {}

  /**
   * Takes one unit of a meter and, with `api`, one call of this second. `priority` is the outbox's, 0 the most urgent: what is less urgent
   * stops earlier, so that the rest of the month has enough for danger.
   */
  async spend(meter: Metered, priority: number, api?: string): Promise<Spent> {
    const now = this.deps.machineNow();
    const { renewsAt } = monthOf(now);
    const pause = Math.min(renewsAt - now, ENDED_MS);
    if (priority > 0 && (await this.ended(meter, now))) return { ok: false, why: 'ended', retryAfterMs: pause };
    const reserve = RESERVES[Math.min(Math.max(priority, 0), RESERVES.length - 1)] ?? 0;
    const windows = [{ key: this.key(meter, now), limit: Math.floor(this.limitOf(meter) * (1 - reserve)), windowMs: WINDOW_MS }];
    if (api !== undefined)
      windows.push({ key: `dingtalk:${this.settings.clientId}:qps:${api}`, limit: this.settings.edition.qps, windowMs: 1_000 });
    const waitMs = await this.deps.store.spend(windows);
    if (waitMs === 0) {
      // Beside the call, which must not wait for it.
      this.tell(now);
      return { ok: true };
    }
    if (waitMs <= RATE_WAIT_MS) return { ok: false, why: 'rate', retryAfterMs: waitMs };
    this.tell(now);
    return { ok: false, why: 'budget', retryAfterMs: pause };
  }

  /** As `spend`, for a call that is not metered by the month: 0 when it may go, else the milliseconds until it could. */
  pace(api: string): Promise<number> {
    return this.deps.store.spend([
      { key: `dingtalk:${this.settings.clientId}:qps:${api}`, limit: this.settings.edition.qps, windowMs: 1_000 },
    ]);
  }

  /** The platform refused because the month's budget is used up. */
  async noteEnded(meter: Metered): Promise<void> {
    const now = this.deps.machineNow();
    const { renewsAt } = monthOf(now);
    await this.deps.store.put(this.endedKey(meter), '1', Math.min(renewsAt, now + ENDED_MS));
    this.tell(now);
  }

  /** One more message pushed to us. Counted in memory and written by `flush`, because it happens on the way to an acknowledgement. */
  noteInbound(): void {
    this.inbound += 1;
  }

  /** Writes what `noteInbound` counted. */
  async flush(): Promise<void> {
    const cost = this.inbound;
    this.inbound = 0;
    const now = this.deps.machineNow();
    if (cost > 0) {
      // It has happened already, whatever the limit is.
      await this.deps.store.spend([{ key: this.key('messages', now), limit: Number.MAX_SAFE_INTEGER, windowMs: WINDOW_MS }], cost);
      this.tell(now);
    }
    await this.telling;
  }

  async status(): Promise<BudgetStatus> {
    await this.flush();
    return this.look(this.deps.machineNow());
  }

  private async look(now: number): Promise<BudgetStatus> {
    const { month, renewsAt } = monthOf(now);
    const meter = async (name: Metered): Promise<MeterStatus> => ({
      used: await this.deps.ledger.used(this.key(name, now)),
      limit: this.limitOf(name),
      ended: await this.ended(name, now),
    });
    const calls = await meter('calls');
    const messages = await meter('messages');
    const part = Math.max(calls.used / calls.limit, messages.used / messages.limit);
    const ended = calls.ended || messages.ended || part >= 1;
    const level = ended ? 'ended' : part >= CRITICAL ? 'critical' : part >= LOW ? 'low' : 'ok';
    return { month, calls, messages, level, renewsAt };
  }

  private tell(now: number): void {
    this.telling = this.telling
      .then(() => this.tellLevel(now))
      .catch((error: unknown) =>
        this.deps.log.warn({ code: 'dingtalk.store', error: error instanceof Error ? error.message : String(error) }, 'dingtalk.budget'),
      );
  }

  private async tellLevel(now: number): Promise<void> {
    const { level, ...status } = await this.look(now);
    if (level === 'ok') return;
    const key = `dingtalk:${this.settings.clientId}:told:${status.month}:${level}`;
    if (this.told.has(key)) return;
    if ((await this.deps.store.get(key)) === null) {
      // Noted only after it has been told: a process that dies between leaves it to the next one.
      await this.deps.onLevel?.({ ...status, level });
      this.deps.log.warn({ code: `dingtalk.budget.${level}`, calls: status.calls.used, messages: status.messages.used }, 'dingtalk.budget');
      await this.deps.store.put(key, '1', now + WINDOW_MS);
    }
    this.told.add(key);
  }

  private async ended(meter: Metered, now: number): Promise<boolean> {
    const kept = await this.deps.store.get(this.endedKey(meter));
    return kept !== null && kept.expiresAt !== null && now < kept.expiresAt;
  }

  private limitOf(meter: Metered): number {
    const { callsPerMonth, messagesPerMonth } = this.settings.edition;
    return meter === 'calls' ? callsPerMonth : messagesPerMonth;
  }

  private key(meter: Metered, now: number): string {
    return `dingtalk:${this.settings.clientId}:${meter}:${monthOf(now).month}`;
  }

  private endedKey(meter: Metered): string {
    return `dingtalk:${this.settings.clientId}:ended:${meter}`;
  }
}
