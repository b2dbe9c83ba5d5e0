import { bestTags, stretchesOf, type Stretch, type StretchModel, type Tag } from '../learned/stretches';
import { characterMarks } from './characterMarks';
import type { Clause } from './clauses';
import type { Reader } from './context';

const scored = new WeakMap<StretchModel, WeakMap<Reader, readonly Float64Array[]>>();

/** The learned scores of the characters of a message (its first 400), worked out once. */
export function placeScores(reader: Reader, model: StretchModel): readonly Float64Array[] {
  let all = scored.get(model);
  if (all === undefined) scored.set(model, (all = new WeakMap()));
  const scores = all.get(reader) ?? model.scores(characterMarks(reader));
  all.set(reader, scores);
  return scores;
}

const named = new WeakMap<readonly Float64Array[], readonly Stretch[]>();

/** The stretches of a message that read like names of places by what was learned of them, worked out once. */
export function namedPlaces(reader: Reader, model: StretchModel): readonly Stretch[] {
  const scores = placeScores(reader, model);
  const found = named.get(scores) ?? stretchesOf(bestTags(scores, (before: Tag, tag: Tag) => model.step(before, tag)));
  named.set(scores, found);
  return found;
}

/** How many characters of a clause stand before its first name of a place, in the names, and behind the last; undefined where it names none. */
interface Named {
  readonly name: string;
  readonly before: number;
  readonly behind: number;
}

function namedIn(reader: Reader, clause: Clause, places: readonly Stretch[]): Named | undefined {
  const inside = places.filter((p) => p.start < clause.end && p.end > clause.start);
  const first = inside[0];
  const last = inside[inside.length - 1];
  if (first === undefined || last === undefined) return undefined;
  const start = Math.max(clause.start, first.start);
  return {
    name: reader.text.slice(start, Math.min(clause.end, first.end)),
    before: start - clause.start,
    behind: Math.max(0, clause.end - last.end),
  };
}

const far = (characters: number): number => (characters <= 2 ? characters : characters <= 4 ? 3 : characters <= 7 ? 4 : 5);

/** «学府路商业街工地», «在二期西头»: a clause that names a place and tells of nothing. */
export function isOnlyPlace(reader: Reader, clause: Clause, model: StretchModel): boolean {
  const place = namedIn(reader, clause, namedPlaces(reader, model));
  return place !== undefined && place.before <= 1 && place.behind <= 1;
}

/** Marks of the turn by the places that were learned to be named in what was told, in the next clause and in the one behind it. */
export function marksOfPlaces(
  reader: Reader,
  current: readonly Clause[],
  next: Clause,
  after: Clause | undefined,
  separator: string,
  model: StretchModel,
): string[] {
  const places = namedPlaces(reader, model);
  const mine = namedIn(reader, next, places);
  const theirs = current.map((c) => namedIn(reader, c, places)).filter((p) => p !== undefined);
  const ahead = after === undefined ? undefined : namedIn(reader, after, places);
  const last = theirs[theirs.length - 1];
  const rest = current.reduce((sum, c) => sum + c.text.length, 0) - theirs.reduce((sum, p) => sum + p.name.length, 0);
  const begins = mine === undefined ? '-' : String(far(mine.before));
  const goesOn = mine === undefined ? '-' : String(far(mine.behind));
  const told = `${theirs.length === 0 ? '-' : Math.min(2, theirs.length)}${far(rest)}`;
  const same =
    mine === undefined || last === undefined
      ? '-'
      : theirs.some((p) => p.name.includes(mine.name) || mine.name.includes(p.name))
        ? 'same'
        : mine.name.slice(-1) === last.name.slice(-1)
          ? 'alike'
          : 'other';
  return [
    `%b${begins}`,
    `%g${begins}${goesOn}`,
    `%g${begins}${goesOn}${separator}`,
    `%t${told}`,
    `%t${told}|${begins}${goesOn}`,
    `%s${same}`,
    `%s${same}|${begins}${goesOn}`,
    `%s${same}${separator}`,
    `%a${begins}|${ahead === undefined ? '-' : far(ahead.before)}`,
    `%l${last === undefined ? '-' : far(last.behind)}|${begins}`,
    ...(mine === undefined ? [] : [`%e${mine.name.slice(-1)}`, `%f${mine.name.slice(0, 1)}`]),
  ];
}
