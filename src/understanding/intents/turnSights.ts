import type { Borders } from '../learned';
import { causesSeen } from './causesSeen';
import type { Clause } from './clauses';
import type { Reader } from './context';
import { namedPlaces } from './namedPlaces';
import { likelyOpening } from './openings';
import { CONNECTOR, ruledNew } from './ruledTurns';
import { subjectOf } from './subjects';
import { isTold, isWrong, marksOfTurn } from './turnMarks';

const logit = (likely: number): number => Math.log((likely + 1e-5) / (1 - likely + 1e-5));
const yes = (is: boolean): number => (is ? 1 : 0);
const KINDS = ['p', 't', 'n', 's', '-'] as const;
/** Where there is nothing to look at. */
const NOTHING = -9;

/**
 * What is seen of the turn from what has been told of one hazard to the next clause, in numbers, for the trees that decide: how likely the
 * marks make a new hazard and each clause an opening of its own, how long things are, what stands between, what is named and told. The
 * weights of marks are added up; only here is one thing seen in the light of another.
 */
export function sightsOfTurn(
  reader: Reader,
  current: readonly Clause[],
  next: Clause,
  all: readonly Clause[],
  borders: Pick<Borders, 'turns' | 'openings' | 'leads' | 'places' | 'causes'>,
): Float64Array {
  const at = all.indexOf(next);
  const after = all[at + 1];
  const last = current[current.length - 1];
  const first = current[0];
  const opening = (clause: Clause | undefined): number => (clause === undefined ? NOTHING : logit(likelyOpening(clause, borders.openings)));
  const leading = (clause: Clause): number => logit(likelyOpening(clause, borders.leads));
  const between = reader.text.slice(last?.end ?? 0, next.start);
  const places = namedPlaces(reader, borders.places);
  const inside = (clause: Clause) => places.filter((p) => p.start < clause.end && p.end > clause.start);
  const mine = inside(next);
  const subject = subjectOf(next);
  const before = last === undefined ? undefined : subjectOf(last);
  const causes = (start: number, end: number): number[] =>
    causesSeen(reader, start, end, borders.causes).map((likely) => Math.log(likely + 1e-4));
  let behind = 0;
  for (let i = at + 1; i < all.length; i += 1) {
    const clause = all[i];
    if (clause !== undefined) behind += likelyOpening(clause, borders.openings);
  }
  return Float64Array.of(
    logit(borders.turns.likelihoodOfFirst(marksOfTurn(reader, current, next, all, borders))),
    opening(next),
    opening(last),
    opening(first),
    Math.max(...current.map(opening)),
    opening(after),
    leading(next),
    Math.min(...current.map(leading)),
    last === undefined ? NOTHING : leading(last),
    behind,
    next.text.length,
    last?.text.length ?? 0,
    (last?.end ?? 0) - (first?.start ?? 0),
    after?.text.length ?? 0,
    reader.text.length,
    all.length,
    at,
    current.length,
    yes(/[;。\n]/.test(between)),
    yes(between.includes(',')),
    yes(/^\s+$/.test(between)),
    yes(between === ''),
    next.weight,
    Math.max(...current.map((c) => c.weight)),
    yes(isWrong(next)),
    yes(current.some(isWrong)),
    next.things.length,
    current.reduce((sum, c) => sum + c.things.length, 0),
    mine.length,
    mine[0] === undefined ? NOTHING : mine[0].start - next.start,
    mine[0] === undefined ? NOTHING : next.end - (mine[mine.length - 1]?.end ?? 0),
    current.reduce((sum, c) => sum + inside(c).length, 0),
    yes(CONNECTOR.test(next.text)),
    yes(ruledNew(current, next)),
    KINDS.indexOf(subject.kind),
    before === undefined ? NOTHING : KINDS.indexOf(before.kind),
    ...['a', 'f', 's'].flatMap((tells) => [yes(subject.tells.includes(tells)), yes(before?.tells.includes(tells) === true)]),
    yes(isTold(current)),
    ...causes(next.start, next.end),
    ...causes(first?.start ?? 0, last?.end ?? 0),
  );
}
