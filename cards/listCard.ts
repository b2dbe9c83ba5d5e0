import type { HazardCase } from '../src/domain/hazard/case';
import { END_STATES } from '../src/domain/hazard/types';
import type { PileFacts, Tell, TellFacts } from '../src/outbox/intents';
import type { Card, CardButton, CardFact } from './card';
import { MAX_BUTTONS, MAX_MENU } from './hazard/acts';
import { place } from './hazard/facts';
import { lateLine, paragraphs } from './hazard/frame';
import { stepDue, viewOf, whoActs } from './hazard/view';
import { personName } from './names';
import { dayName, span, when } from './time';
import type { Translate } from './translate';

/** A list somebody asked for, numbered as he may answer («第二个», «2»). An empty one says so and what to do next. */
export function listCard(tell: Extract<Tell, { kind: 'list' }>, facts: TellFacts, t: Translate): Card {
  const shown = known(tell.hazardIds, facts);
  const more = Math.max(0, tell.total - shown.length);
  return {
    ...frame(t(`cards:list.title.${tell.which}`, { count: tell.total }), facts, t),
    facts: shown.map((h, i) => line(h, i + 1, facts, t)),
    ...body([
      shown.length === 0 ? t(`cards:list.empty.${tell.which}`) : null,
      more > 0 ? t('cards:list.more', { count: more }) : null,
      late(facts, t),
    ]),
    ...openers(shown, t),
    ...(shown[0] === undefined ? {} : { wordsHint: t('cards:list.hint', { number: shown[0].number }) }),
  };
}

/** So many lines somebody reads in the morning; the rest is counted. */
const MORNING_LINES = 40;

/** The list of a leader's morning: what is late, by name, then what falls due today. */
export function digestCard(tell: Extract<Tell, { kind: 'digest' }>, facts: TellFacts, t: Translate): Card {
  const lateOnes = known(tell.late, facts);
  const today = known(tell.today, facts);
  const all = [...lateOnes, ...today];
  const lines = all.slice(0, MORNING_LINES).map((h, i) => line(h, i + 1, facts, t));
  const more = all.length - lines.length;
  return {
    ...frame(t('cards:digest.title', { day: dayName(tell.day, t) }), facts, t),
    tone: lateOnes.length > 0 ? 'late' : 'normal',
    facts: lines.map((f, i) => ({ ...f, emphasis: i < lateOnes.length })),
    ...body([
      t('cards:digest.counts', { late: lateOnes.length, today: today.length }),
      lateOnes.length + today.length === 0 ? t('cards:digest.nothing') : null,
      more > 0 ? t('cards:list.more', { count: more }) : null,
      missedDays(tell.missed, t),
      late(facts, t),
    ]),
    ...openers([...lateOnes, ...today], t),
    ...(lines.length === 0 ? {} : { wordsHint: t('cards:digest.hint') }),
  };
}

/** What came all at once: how many, the first of them, and where all of them are. */
export function pileCard(pile: PileFacts, facts: TellFacts, t: Translate): Card {
  const shown = known(pile.hazardIds, facts).filter((h) => !END_STATES.includes(h.state));
  const mine = pile.total - pile.above;
  const fresh = mine - pile.reminders;
  const all = (key: 'waitingForMe' | 'overdue'): CardButton => ({
    text: t(`common:say.${key}`),
    style: 'plain',
    act: { kind: 'say', text: t(`common:typed.${key}`) },
  });
  const ways = [...(mine > 0 ? [all('waitingForMe')] : []), ...(pile.above > 0 ? [all('overdue')] : [])];
  const open = openers(shown, t);
  return {
    ...frame(t('cards:pile.title', { count: pile.total }), facts, t),
    facts: shown.map((h, i) => line(h, i + 1, facts, t)),
    ...body([
      fresh > 0 ? t('cards:pile.fresh', { count: fresh }) : null,
      pile.reminders > 0 ? t('cards:pile.reminders', { count: pile.reminders }) : null,
      pile.above > 0 ? t('cards:pile.above', { count: pile.above }) : null,
      t('cards:pile.why'),
      late(facts, t),
    ]),
    buttons: [...ways, ...open.buttons].slice(0, MAX_BUTTONS),
    menu: [],
    wordsHint: t(mine > 0 ? 'cards:pile.hintMine' : 'cards:pile.hintAbove'),
  };
}

/** Mornings on which the product was down: their lists do not come any more, what stood in them does. */
function missedDays(missed: Extract<Tell, { kind: 'digest' }>['missed'], t: Translate): string | null {
  if (missed === undefined) return null;
  const [from, to] = [dayName(missed.from, t), dayName(missed.to, t)];
  return from === to ? t('cards:digest.missedDay', { day: from }) : t('cards:digest.missedDays', { from, to });
}

/** 是不是这一条? Each candidate to tap, and «no, another one». A tap on a candidate is `plusOne` on the new report with `duplicateOfId`. */
export function similarCard(tell: Extract<Tell, { kind: 'similar' }>, facts: TellFacts, t: Translate): Card | null {
  const own = facts.cases.get(tell.hazardId);
  const candidates = known(tell.candidates, facts)
    .filter((h) => !END_STATES.includes(h.state))
    .slice(0, MAX_BUTTONS - 1);
  if (own === undefined || candidates.length === 0 || END_STATES.includes(own.state)) return null;
  const buttons = candidates.map((h, i): CardButton => ({
    text: t(candidates.length === 1 ? 'cards:similar.yes' : 'cards:similar.thisOne', { position: i + 1 }),
    style: i === 0 ? 'primary' : 'plain',
    act: { kind: 'hazard', hazardId: own.id, action: 'plusOne', args: { duplicateOfId: h.id } },
  }));
  const photos = candidates.flatMap((h, i) =>
    h.media
      .filter((m) => m.role === 'before')
      .slice(0, 1)
      .map((m) => ({ hash: m.hash, label: t('cards:similar.photo', { position: i + 1 }) })),
  );
  return {
    ...frame(t('cards:similar.title', { count: candidates.length }), facts, t),
    subtitle: t('cards:subtitle', { number: own.number, when: when(facts.now, facts.now, t) }),
    facts: candidates.map((h, i) => line(h, i + 1, facts, t)),
    ...body([t('cards:similar.why')]),
    ...(photos.length === 0 ? {} : { photos }),
    buttons: [...buttons, { text: t('cards:similar.no'), style: 'plain', act: { kind: 'hazard', hazardId: own.id, action: 'separate' } }],
    wordsHint: t('cards:similar.hint', { number: own.number }),
  };
}

function frame(title: string, facts: TellFacts, t: Translate): Card {
  const base = { tone: 'normal', facts: [], selects: [], buttons: [], menu: [] } as const;
  return { source: t('common:product'), title, subtitle: when(facts.now, facts.now, t), ...base };
}

function body(parts: readonly (string | null)[]): { readonly body?: string } {
  const text = paragraphs(parts);
  return text === undefined ? {} : { body: text };
}

function late(facts: TellFacts, t: Translate): string | null {
  return lateLine(facts.lateSince, facts.now, t);
}

function known(ids: readonly string[], facts: TellFacts): readonly HazardCase[] {
  return ids.flatMap((id) => facts.cases.get(id) ?? []);
}

/** One line: place and what, state, who has it, until when. Never who reported it. */
function line(h: HazardCase, position: number, facts: TellFacts, t: Translate): CardFact {
  const v = viewOf(h, 'progress', {}, facts, t);
  const due = stepDue(h) ?? (END_STATES.includes(h.state) ? null : h.dueAt);
  const who = END_STATES.includes(h.state) ? null : personName(facts.organisation, whoActs(v));
  const parts = [
    h.number,
    place(v),
    short(h.description),
    t(`hazard:state.${h.state}`),
    who,
    due === null || h.state === 'closed'
      ? null
      : t(due < facts.now ? 'cards:list.over' : 'cards:list.due', { when: when(due, facts.now, t), span: span(due - facts.now, t) }),
  ].filter((p) => p !== null && p !== '');
  return { label: t('cards:list.position', { position }), value: parts.join(' · '), emphasis: h.danger };
}

const SHORT = 24;
function short(text: string): string {
  const flat = [...text.replace(/\s+/gu, ' ').trim()];
  return flat.length <= SHORT ? flat.join('') : `${flat.slice(0, SHORT).join('')}…`;
}

/** «看第 n 条» for the first ones; the others are opened by number. */
function openers(cases: readonly HazardCase[], t: Translate): Pick<Card, 'buttons' | 'menu'> {
  const all = cases.slice(0, MAX_BUTTONS + MAX_MENU).map((h, i): CardButton => ({
    text: t('cards:list.open', { position: i + 1 }),
    style: 'plain',
    act: { kind: 'hazard', hazardId: h.id, action: 'view' },
  }));
  return { buttons: all.slice(0, MAX_BUTTONS), menu: all.slice(MAX_BUTTONS) };
}
