import type { Domain } from '../things';

/** The vocabulary of a group of trades: where things are, and what can be wrong there, by what it is about. */
export interface Trade {
  readonly places: readonly string[];
  readonly things: Readonly<Partial<Record<Domain, readonly string[]>>>;
}
