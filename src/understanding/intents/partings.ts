/** A way to part the clauses of a message into hazards. */
export interface Parting {
  /** The numbers of the clauses that open the second hazard and those behind it, in order. */
  readonly opens: readonly number[];
  /** How likely it is by the turns one after the other: the natural logarithm, never above 0. */
  readonly likely: number;
  /** How likely each clause of `opens` opens a new hazard, seen from what was told of the one before. */
  readonly opened: readonly number[];
  /** How likely each of the others (the first one aside) would have. */
  readonly stayed: readonly number[];
}

/** How likely the clause `next` opens a new hazard where the one before began with the clause `first`, 0…1. */
export type LikelyNew = (first: number, next: number) => number;

/** So many ways to part are followed. */
const FOLLOWED = 8;
/** A clause that is less likely to open a hazard goes on with the one before. */
const LEAST = 0.02;
/** No turn is surer than this. */
const SUREST = 0.999;

interface Begun extends Parting {
  /** The clause the last hazard begins with. */
  readonly first: number;
}

/** The likeliest ways to part so many clauses, at most eight, the likeliest first; at least one, and one only where every turn is plain. */
export function likelyPartings(count: number, likelyNew: LikelyNew): readonly Parting[] {
  let begun: Begun[] = [{ first: 0, opens: [], likely: 0, opened: [], stayed: [] }];
  for (let next = 1; next < count; next += 1) {
    const further: Begun[] = [];
    for (const one of begun) {
      const likely = likelyNew(one.first, next);
      const sure = Math.min(SUREST, Math.max(1 - SUREST, likely));
      further.push({ ...one, likely: one.likely + Math.log(1 - sure), stayed: [...one.stayed, likely] });
      if (likely > LEAST)
        further.push({
          ...one,
          first: next,
          opens: [...one.opens, next],
          likely: one.likely + Math.log(sure),
          opened: [...one.opened, likely],
        });
    }
    begun = further.sort((a, b) => b.likely - a.likely).slice(0, FOLLOWED);
  }
  return begun;
}
