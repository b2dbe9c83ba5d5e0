import type { Classifier } from '../learned/classifier';
import { finished, mix, mixedText, named, type Mark } from '../learned/marks';
import type { Clause } from './clauses';
import { subjectOf } from './subjects';

const [ONE, TWO, THREE, EARLY] = ['#opening', '#openings', '#opened', '#opens'].map(mixedText);
/** So many first characters of a clause are its beginning. */
const BEGINNING = 8;
const BEGIN = 0x5e;
const END = 0x24;

/** Digits are one sign; a clause begins and ends with a sign of its own. */
function sign(text: string, i: number): number {
  const code = i < 0 ? BEGIN : i >= text.length ? END : text.charCodeAt(i);
  return code >= 48 && code <= 57 ? 48 : code;
}

/** The marks of one clause alone: whether a fault is told from there on, or gone on with. */
export function marksOfOpening(clause: Clause): readonly Mark[] {
  const { text } = clause;
  const marks: Mark[] = [];
  for (let i = -1; i <= text.length; i += 1) {
    const a = sign(text, i);
    const b = sign(text, i + 1);
    marks.push(finished(mix(ONE ?? 0, a), false), finished(mix(mix(TWO ?? 0, a), b), false));
    marks.push(finished(mix(mix(mix(THREE ?? 0, a), b), sign(text, i + 2)), true));
    if (i < BEGINNING) marks.push(finished(mix(EARLY ?? 0, a), false), finished(mix(mix(EARLY ?? 0, a), b), false));
  }
  const { kind, tells } = subjectOf(clause);
  const kinds = clause.tokens.slice(0, 4).map((t) => t.kind + (t.domains?.[0] ?? ''));
  const words = [
    ...kinds.map((k, i) => `#at${i}${k}`),
    `#first${clause.tokens
      .slice(0, 3)
      .map((t) => t.kind)
      .join('|')}`,
    `#weight${Math.min(6, clause.weight)}`,
    `#place${clause.places.length > 0 ? 1 : 0}`,
    ...clause.things.flatMap((t) => (t.domains ?? []).map((d) => `#about${d}`)),
    `#subject${kind}`,
    `#subject${kind}${tells}`,
  ];
  return [...marks, ...words.map(named)];
}

const known = new WeakMap<Classifier, WeakMap<Clause, number>>();

/** How likely a fault is told from this clause on, by the clause alone; worked out once. */
export function likelyOpening(clause: Clause, openings: Classifier): number {
  let all = known.get(openings);
  if (all === undefined) known.set(openings, (all = new WeakMap()));
  const likely = all.get(clause) ?? openings.likelihoodOfFirst(marksOfOpening(clause));
  all.set(clause, likely);
  return likely;
}

/** A likelihood in so many steps, by its logit. */
function step(likely: number, steps: number): number {
  const logit = Math.log((likely + 1e-6) / (1 - likely + 1e-6));
  return Math.max(0, Math.min(steps - 1, Math.floor(((logit + 4) / 8) * steps)));
}

/** Marks of the turn by how likely each clause opens a matter by itself. */
export function marksOfOpenings(current: readonly Clause[], next: Clause, after: Clause | undefined, openings: Classifier): string[] {
  const mine = likelyOpening(next, openings);
  const theirs = current.map((c) => likelyOpening(c, openings));
  const fine = step(mine, 10);
  const coarse = step(mine, 5);
  return [
    `#o${fine}`,
    `#ol${step(theirs[theirs.length - 1] ?? 0, 6)}`,
    `#o${coarse}l${step(theirs[theirs.length - 1] ?? 0, 4)}`,
    `#o${coarse}m${step(Math.max(...theirs), 4)}`,
    `#o${coarse}n${after === undefined ? '$' : step(likelyOpening(after, openings), 4)}`,
    ...Array.from({ length: fine }, (_, i) => `#over${i}`),
  ];
}
