import { In } from 'typeorm';
import { Deadline, Hazard, HazardRecord, OutboxMessage, UndoStep } from '../../entities';
import { insertRows, updateRows } from '../../src/db/rows';
import type { CaseDeadline, CaseRecord, HazardCase } from '../../src/domain/hazard/case';
import type { Actor, Audience, Decision, Effect, Occasion } from '../../src/domain/hazard/decision';
import { gradeOf } from '../../src/domain/hazard/facts';
import { firstRung } from '../../src/domain/hazard/ladder';
import type { HazardAction } from '../../src/domain/hazard/types';
import { undoPlan } from '../../src/domain/hazard/undo';
import { newId } from '../../src/lib/ids';
import type { Work } from '../../src/inbox/work';
import type { PriorityName, Recipient, TellOptions } from '../../src/outbox/intents';
import { publishDanger } from './publishDanger';
import { actorName } from './actors';

export type DoneDecision = Extract<Decision, { kind: 'done' }>;

/** The case was changed by somebody else while this event ran; the whole event is run again. */
export class CaseChanged extends Error {
  readonly code = 'hazard.changedMeanwhile';
}

const PRIORITY: Partial<Record<Occasion, PriorityName>> = {
  danger: 'danger',
  remind: 'reminder',
  escalated: 'reminder',
  followUpDue: 'reminder',
  closed: 'notice',
};

/** Acts after which those who read of the danger in a group hear that it is seen to, or was none. */
const DANGER_OVER: Partial<Record<HazardAction | 'clock' | 'handOver', 'handled' | 'calledOff'>> = {
  handled: 'handled',
  falseAlarm: 'calledOff',
};

/** The recipients an audience means; a duty contact without an account is called by telephone and has no chat to write to. */
export function recipientsOf(work: Work, hazard: HazardCase, to: Audience): readonly Recipient[] {
  switch (to.kind) {
    case 'person':
      return [{ kind: 'person', personId: to.personId }];
    case 'reporters':
      return hazard.reporters.map((r) => ({ kind: 'reporter', hazardId: hazard.id, alias: r.alias }));
    case 'dutyContact': {
      const contact = work.organisation.dutyContacts.find((c) => c.unitId === to.unitId && c.position === to.position);
      return contact?.personId ? [{ kind: 'person', personId: contact.personId }] : [];
    }
  }
}

/**
 * Whoever is called in danger is rung for as well, once in the life of an alarm, however often the ladder comes back to him; and whoever
 * a limit of a major hazard comes up to, once for each limit.
 */
async function ring(work: Work, hazard: HazardCase, to: Recipient, effect: Extract<Effect, { kind: 'tell' }>): Promise<void> {
  const limit = effect.occasion === 'escalated' && gradeOf(hazard) === 'major' ? openLimit(hazard, effect.params?.['step']) : undefined;
  if (effect.occasion !== 'danger' && limit === undefined) return;
  if (to.kind !== 'person' || !work.snapshot.addressesOf(to.personId).some(({ channel }) => channel === 'dingtalk')) return;
  const foldKey = `ring:${hazard.id}:${hazard.cycle}:${limit === undefined ? '' : `${limit.step}:${limit.dueAt}:`}${to.personId}`;
  if (await work.manager.existsBy(OutboxMessage, { foldKey })) return;
  if (limit === undefined) work.tell(to, { kind: 'ring', hazardId: hazard.id }, { priority: 'danger', foldKey });
  else work.tell(to, { kind: 'ring', hazardId: hazard.id, overdue: limit.step }, { priority: 'task', foldKey });
}

function openLimit(hazard: HazardCase, step: string | number | undefined): CaseDeadline | undefined {
  return hazard.deadlines.find((limit) => limit.step === step && limit.closedAt === null && limit.cycle === hazard.cycle);
}

/** What an effect list adds to the rows: the case's children after it. */
interface Children {
  readonly deadlines: CaseDeadline[];
  readonly records: CaseRecord[];
}

function recordOf(effect: Extract<Effect, { kind: 'addRecord' }>, cycle: number, by: string, at: number): CaseRecord {
  // Kind and data belong together in the effect, and stay together here.
  return { id: newId(), kind: effect.recordKind, cycle, status: effect.status, number: null, by, at, data: effect.data } as CaseRecord;
}

async function writeEffects(
  work: Work,
  after: HazardCase,
  actor: Actor,
  effects: readonly Effect[],
  tellOptions: TellOptions,
): Promise<Children> {
  const { manager, now } = work;
  const deadlines = [...after.deadlines];
  const records = [...after.records];
  const newDeadlines: Deadline[] = [];
  const newRecords: CaseRecord[] = [];
  for (const effect of effects) {
    switch (effect.kind) {
      case 'tell':
        for (const to of recipientsOf(work, after, effect.to)) {
          work.tell(
            to,
            { kind: 'case', hazardId: after.id, occasion: effect.occasion, ...(effect.params ? { params: effect.params } : {}) },
            { priority: PRIORITY[effect.occasion] ?? 'task', ...tellOptions },
          );
          await ring(work, after, to, effect);
        }
        break;
      case 'openDeadline': {
        const span = { step: effect.step, startedAt: effect.startedAt, dueAt: effect.dueAt };
        const first = firstRung(span, after.policy, gradeOf(after), after.danger);
        const row: CaseDeadline = { id: newId(), cycle: after.cycle, ...span, rung: first.rung, nextAt: first.at, closedAt: null };
        deadlines.push(row);
        newDeadlines.push({ ...row, hazardId: after.id });
        break;
      }
      case 'closeDeadline': {
        const closing = deadlines.filter((d) => d.closedAt === null && (effect.step === 'all' || d.step === effect.step));
        for (const d of closing) {
          deadlines[deadlines.indexOf(d)] = { ...d, closedAt: now, nextAt: null };
          const unwritten = newDeadlines.findIndex((n) => n.id === d.id);
          if (unwritten >= 0) newDeadlines.splice(unwritten, 1, { ...d, hazardId: after.id, closedAt: now, nextAt: null });
          else await updateRows(manager, Deadline, { id: d.id }, { closedAt: now, nextAt: null });
        }
        break;
      }
      case 'addRecord': {
        const record = recordOf(effect, after.cycle, actorName(actor), now);
        records.push(record);
        newRecords.push(record);
        const kind = effect.numbered;
        if (kind) {
          work.atEnd(async () => {
            await manager.update(HazardRecord, { id: record.id }, { number: await work.drawNumber(kind) });
          });
        }
        break;
      }
      case 'settleRecord': {
        const index = records.findIndex((r) => r.id === effect.recordId);
        const known = records[index];
        if (!known) break;
        const settled = { ...known, status: effect.status, data: { ...known.data, ...effect.data } } as CaseRecord;
        records[index] = settled;
        await manager.update(HazardRecord, { id: known.id }, { status: settled.status, data: settled.data });
        break;
      }
      case 'mergeReporters':
        // The reporters' rows, with their seals, are moved by the caller, who holds both cases.
        break;
    }
  }
  await insertRows(manager, Deadline, newDeadlines);
  for (const record of newRecords) await manager.insert(HazardRecord, { ...record, hazardId: after.id });
  return { deadlines, records };
}

/** Writes the columns of a patch, only if nobody else has changed the case since it was read. */
export async function writePatch(work: Work, before: HazardCase, patch: DoneDecision['patch']): Promise<HazardCase> {
  const version = before.version + 1;
  const written = await updateRows(work.manager, Hazard, { id: before.id, version: before.version }, { ...patch, version });
  if (written !== 1) throw new CaseChanged(`case ${before.id} moved on from version ${before.version}`);
  return { ...before, ...patch, version };
}

/** Cards of the case on people's screens are brought up to date after this transaction. */
export function refreshCards(work: Work, hazardId: string): void {
  work.tell(
    { kind: 'address', channel: 'system', corp: '', userId: hazardId },
    { kind: 'refresh', hazardId, cardId: null },
    { priority: 'answer' },
  );
}

/**
 * Writes a decision: columns, limits, records, what is told, the journal, and how to take it back for five minutes. Returns the case
 * as it is now. `CaseChanged` when somebody was faster.
 */
export async function applyDecision(
  work: Work,
  before: HazardCase,
  actor: Actor,
  decision: Pick<DoneDecision, 'patch' | 'effects' | 'journal'> & {
    readonly action: HazardAction | 'clock' | 'handOver';
    readonly undoable?: boolean;
  },
  tellOptions: TellOptions = {},
): Promise<HazardCase> {
  // A reminder changes nothing of the case: it must not stand in the way of taking a press back.
  const ofThemselves = decision.action === 'clock' || decision.action === 'handOver';
  const unchanged = ofThemselves && Object.keys(decision.patch).length === 0;
  const changed = unchanged ? before : await writePatch(work, before, decision.patch);
  const children = await writeEffects(work, changed, actor, decision.effects, tellOptions);
  const after: HazardCase = { ...changed, ...children };
  work.record(after.id, actorName(actor), decision.action, { ...decision.journal, version: after.version });
  const over = before.danger ? DANGER_OVER[decision.action] : undefined;
  if (over !== undefined) await publishDanger(work, after, over);
  if (decision.undoable && decision.action !== 'clock' && decision.action !== 'handOver') {
    const told = decision.effects.flatMap((e) => (e.kind === 'tell' && e.to.kind === 'person' ? [e.to.personId] : []));
    await work.manager.insert(UndoStep, {
      id: newId(),
      hazardId: after.id,
      version: after.version,
      action: decision.action,
      by: actorName(actor),
      at: work.now,
      before: { plan: undoPlan(before, after), deadlines: before.deadlines, records: before.records, told: [...new Set(told)] },
    });
  }
  // Of a case that was born in this transaction, and has no number yet, nobody has a card.
  if (before.number.startsWith('YH-')) refreshCards(work, after.id);
  return after;
}

/** Puts limits and records back as they were before the act. */
export async function restoreChildren(work: Work, hazard: HazardCase, step: UndoStep): Promise<void> {
  const { plan, deadlines, records } = step.before;
  for (const d of deadlines) {
    if (plan.reopenDeadlineIds.includes(d.id))
      await work.manager.update(Deadline, { id: d.id }, { closedAt: null, nextAt: d.nextAt, rung: d.rung });
  }
  if (plan.closeDeadlineIds.length > 0) {
    await work.manager.update(Deadline, { id: In([...plan.closeDeadlineIds]) }, { closedAt: work.now, nextAt: null });
  }
  if (plan.dropRecordIds.length > 0) await work.manager.delete(HazardRecord, { id: In([...plan.dropRecordIds]), hazardId: hazard.id });
  for (const r of records) {
    if (plan.restoreRecordIds.includes(r.id)) await work.manager.update(HazardRecord, { id: r.id }, { status: r.status, data: r.data });
  }
}
