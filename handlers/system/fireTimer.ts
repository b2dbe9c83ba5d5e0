import { In, LessThan, Not } from 'typeorm';
import { CardInstance, Conversation, Hazard, InboxEvent, OneTimeLink, OutboxMessage, Timer, WebSession } from '../../entities';
import { nextFiring, TIMERS } from '../../src/clock/timers';
import { loadCases } from '../../src/db/cases';
import { addDays, DAY_MS, dayOf, startOfDay } from '../../src/domain/calendar';
import { digestFor, digestReaders } from '../../src/domain/digest';
import { digestDay } from '../../src/journal/digest';
import { OPEN_STATES } from '../../src/ledger';
import { publishLists } from './publishLists';
import type { TimerTick } from '../../src/inbox/systemEvents';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE } from '../../src/inbox/work';

/** Raw payloads are emptied after this, when their outcome is on record (ruling 12). */
const KEEP_PAYLOADS_MS = 30 * DAY_MS;

/**
 * Each leader's list of what is late and what falls due today, by name; nobody gets an empty one. After a downtime of several mornings
 * it comes once, for the day on which it comes, and names the days that got none; before eight it is left to the one of eight.
 */
async function sendDigests(work: Work, firstMissed: number): Promise<void> {
  const day = dayOf(work.now);
  const dueAt = firstMissed + Math.floor((work.now - firstMissed) / DAY_MS) * DAY_MS;
  if (dayOf(dueAt) !== day) return;
  const missed = dueAt === firstMissed ? {} : { missed: { from: dayOf(firstMissed), to: addDays(day, -1) } };
  const open = await work.manager.find(Hazard, {
    where: { state: In([...OPEN_STATES]), dueAt: LessThan(startOfDay(work.now) + DAY_MS) },
    select: { id: true },
    take: 2000,
  });
  const steps: { hazardId: string }[] = await work.manager.query(
    'SELECT DISTINCT hazardId FROM deadline WHERE closedAt IS NULL AND dueAt < ? LIMIT 2000',
    [startOfDay(work.now) + DAY_MS],
  );
  const cases = await loadCases(work.manager, [...new Set([...open.map((h) => h.id), ...steps.map((s) => s.hazardId)])]);
  for (const personId of digestReaders(work.organisation)) {
    const { late, dueToday } = digestFor(personId, cases, work.organisation, work.now);
    if (late.length + dueToday.length === 0) continue;
    work.tell(
      { kind: 'person', personId },
      { kind: 'digest', day, late: late.map((l) => l.hazardId), today: dueToday.map((l) => l.hazardId), ...missed },
      { priority: 'notice', dueAt, foldKey: `digest:${personId}:${day}` },
    );
  }
  await publishLists(work, cases, dueAt);
}

/** What is no longer needed: raw payloads, forgotten conversations, used links, ended sessions, cards nobody can press any more. */
async function purge(work: Work, machineNow: number): Promise<void> {
  const { manager } = work;
  await manager.update(
    InboxEvent,
    { status: 'done', receivedAt: LessThan(machineNow - KEEP_PAYLOADS_MS), payload: Not('') },
    { payload: '', answer: null },
  );
  await manager.delete(Conversation, { updatedAt: LessThan(work.now - DAY_MS) });
  await manager.delete(OneTimeLink, { expiresAt: LessThan(machineNow - DAY_MS) });
  await manager.delete(WebSession, { expiresAt: LessThan(machineNow) });
  await manager.delete(OutboxMessage, { status: In(['sent', 'dropped']), settledAt: LessThan(machineNow - KEEP_PAYLOADS_MS) });
  await manager.delete(CardInstance, { state: 'overtaken', sentAt: LessThan(work.now - 6 * KEEP_PAYLOADS_MS) });
}

/** A daily duty of the clock. The next day's is set in the same transaction; days that were missed are not made up for; `readContacts` asks for the contacts of the platforms. */
export async function fireTimer(work: Work, tick: TimerTick, readContacts: () => Promise<void>): Promise<HandlerResult> {
  const timer = TIMERS.find((t) => t.name === tick.name);
  const row = await work.manager.findOneBy(Timer, { name: tick.name });
  if (!timer || !row || row.nextAt !== tick.dueAt) return { outcome: 'done', reason: 'clock.overtaken' };
  await work.manager.update(Timer, { name: tick.name }, { nextAt: nextFiring(timer, work.now) });
  switch (timer.name) {
    case 'digest':
      await sendDigests(work, tick.dueAt);
      break;
    case 'journalDigest':
      await digestDay(work.manager, addDays(dayOf(tick.dueAt), -1), Date.now());
      break;
    case 'purge':
      await purge(work, Date.now());
      break;
    case 'contacts':
      await readContacts();
      break;
  }
  return DONE;
}
