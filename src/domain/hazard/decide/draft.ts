import type { CasePatch, DeadlineStep, HazardCase } from '../case';
import type { ActInput, Actor, Audience, Decision, DecisionContext, Effect, Need, Occasion } from '../decision';
import { excludedPeople, gradeOf, levelOf, openDeadline, unionSupervisorOf, unique } from '../facts';
import { TRANSITIONS } from '../machine';
import { limitFor } from '../policyTable';
import type { Refusal } from '../refusals';
import type { HazardAction } from '../types';

/** One act being decided. */
export interface Act {
  readonly hazard: HazardCase;
  readonly actor: Actor;
  readonly action: HazardAction;
  readonly input: ActInput;
  readonly context: DecisionContext;
}
type Params = Readonly<Record<string, string | number>>;
type AddRecord = Extract<Effect, { readonly kind: 'addRecord' }>;
type WithoutKind<T> = T extends unknown ? Omit<T, 'kind'> : never;

/** It may not be: one sentence by key. */
export function refused(key: Refusal, params?: Params): Decision {
  return params ? { kind: 'refused', key, params } : { kind: 'refused', key };
}
/** Something is missing; the bot asks for it and the answer completes the act. */
export function needs(need: Need, field?: string): Decision {
  return field === undefined ? { kind: 'needs', need } : { kind: 'needs', need, field };
}
/** Text of the act without the blanks around it; empty when there is none. */
export function textOf(act: Act): string {
  return act.input.text?.trim() ?? '';
}
/** The id under which an actor is written into the case: never the person behind a sealed identity. */
export function actorId(act: Act): string {
  const { actor } = act;
  if (actor.kind === 'clock') return 'clock';
  if (actor.kind === 'person') return actor.personId;
  const entry = act.hazard.reporters.find((reporter) => reporter.alias === actor.alias);
  const sealed = entry ? entry.anonymous || entry.personId === null : act.hazard.anonymous;
  return sealed || actor.personId === null ? actor.alias : actor.personId;
}
/** Every id the actor is known by in this act, for checks like «who rectified may not verify». */
export function actorIds(act: Act): readonly string[] {
  const { actor } = act;
  if (actor.kind === 'clock') return [];
  return unique([actor.personId, actor.alias]);
}
/** The actor took part in the rectification of this cycle. */
export function didRectify(act: Act): boolean {
  const aliases = act.hazard.reporters.filter((r) => r.personId !== null && actorIds(act).includes(r.personId)).map((r) => r.alias);
  return [...actorIds(act), ...aliases].some((id) => act.hazard.rectifiedBy.includes(id));
}

/**
 * The outcome of an act while it is put together. Tells go to each person once per occasion, never to the person complained
 * of or his subordinates; limits are opened from the frozen policy by the case as it will be after the act.
 */
export class Draft {
  private patch: CasePatch = {};
  private readonly effects: Effect[] = [];
  private readonly told = new Set<string>();
  private notes: Record<string, unknown> = {};
  private patched: HazardCase | null = null;

  constructor(private readonly act: Act) {}

  /** The case as it will be after the act, without the children it adds. */
  get after(): HazardCase {
    this.patched ??= { ...this.act.hazard, ...this.patch };
    return this.patched;
  }
  set(patch: CasePatch): this {
    this.patch = { ...this.patch, ...patch };
    this.patched = null;
    return this;
  }
  /** Goes into the journal line with the act; no names, no text of a sealed reporter. */
  note(notes: Readonly<Record<string, unknown>>): this {
    this.notes = { ...this.notes, ...notes };
    return this;
  }
  tell(ids: readonly (string | null | undefined)[], occasion: Occasion, params: Params = {}): this {
    const without = excludedPeople(this.after, this.act.context.organisation);
    for (const personId of unique(ids)) if (!without.has(personId)) this.send({ kind: 'person', personId }, personId, occasion, params);
    return this;
  }
  /** As `tell`, but not to the actor himself: news of his own act are no news. */
  inform(ids: readonly (string | null | undefined)[], params: Params = {}): this {
    const own = actorIds(this.act);
    return this.tell(
      unique(ids).filter((id) => !own.includes(id)),
      'progress',
      params,
    );
  }
  tellReporters(occasion: Occasion = 'progress', params: Params = {}): this {
    if (this.act.hazard.reporters.length > 0) this.send({ kind: 'reporters' }, '*', occasion, params);
    return this;
  }
  /** To the union supervisor of the case as it will be. */
  tellUnion(occasion: Occasion = 'progress', params: Params = {}): this {
    return this.tell([unionSupervisorOf(this.after, this.act.context.organisation)], occasion, params);
  }
  tellAudience(to: Audience, occasion: Occasion, params: Params = {}): this {
    this.send(to, JSON.stringify(to), occasion, params);
    return this;
  }
  private send(to: Audience, key: string, occasion: Occasion, params: Params): void {
    const once = `${key} ${occasion}`;
    if (this.told.has(once)) return;
    this.told.add(once);
    this.effects.push({ kind: 'tell', to, occasion, params: { what: this.act.action, ...params } });
  }

  /** Opens the limit of a step, in place of one that runs; `dueAt` where it is not the policy's. Steps without a limit stay closed. */
  open(step: DeadlineStep, dueAt?: number): this {
    const { now, organisation } = this.act.context;
    const after = this.after;
    const limit = limitFor(after.policy, step, gradeOf(after), after.danger, levelOf(after, organisation));
    if (dueAt === undefined && limit === null) return this;
    this.close(step);
    // The clock's key is (case, cycle, step, due instant): the same instant opened twice would be taken for one that has fired.
    const taken = new Set(after.deadlines.filter((d) => d.step === step && d.cycle === after.cycle).map((d) => d.dueAt));
    let due = dueAt ?? now + (limit ?? 0);
    while (taken.has(due)) due += 1;
    this.effects.push({ kind: 'openDeadline', step, startedAt: now, dueAt: due });
    return this;
  }
  close(...steps: readonly DeadlineStep[]): this {
    for (const step of steps) if (openDeadline(this.act.hazard, step)) this.effects.push({ kind: 'closeDeadline', step });
    return this;
  }
  closeAll(): this {
    this.effects.push({ kind: 'closeDeadline', step: 'all' });
    return this;
  }
  record(record: WithoutKind<AddRecord>): this {
    this.effects.push({ kind: 'addRecord', ...record });
    return this;
  }
  add(...effects: readonly Effect[]): this {
    this.effects.push(...effects);
    return this;
  }
  done(): Decision {
    const { action, hazard } = this.act;
    const journal = { ...this.notes, from: hazard.state, to: this.after.state };
    return { kind: 'done', action, patch: this.patch, effects: this.effects, undoable: TRANSITIONS[action].undoable, journal };
  }
}
