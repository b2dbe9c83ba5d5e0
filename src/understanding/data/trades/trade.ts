import type { Domain } from '../things';

/** Things that are about the same. */
export interface ThingsOfTrade {
  readonly about: readonly Domain[];
  readonly words: readonly string[];
}

/** The vocabulary of a group of trades: where things are, and what can be wrong there, by what it is about. */
export interface Trade {
  readonly places: readonly string[];
  readonly things: readonly ThingsOfTrade[];
}
