/** The understanding room: one message in, one reading out. Pure. */
export { interpret } from './interpret';
export { toCorpus, type CorpusReading } from './toCorpus';
export { emptyLexicon, compileLexicon, type CompiledLexicon } from './lexicon';
export { findTimes, timeSlot, type TimeReading } from './time/times';
export * from './types';
export { saysOnlyTheAct } from './intents/commands';
export { wishesAnonymity } from './intents/says';
