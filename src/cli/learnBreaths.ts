import { emptyLexicon } from '../understanding';
import { breathMarks } from '../understanding/intents/breathMarks';
import { makeReader } from '../understanding/intents/reader';
import type { Weights } from '../understanding/learned/classifier';
import { learn, type Lesson } from '../understanding/learned/learn';
import { normalize } from '../understanding/text/normalize';

/** What parts the clauses of a written message and is not heard when it is spoken. */
const PARTING = /(?<=[\u4e00-\u9fff])[,。;!\s]+(?=[\u4e00-\u9fff])/g;

/** A message as it comes when it was spoken, and where its clauses begin then. */
function spoken(message: string): { text: string; begins: ReadonlySet<number> } {
  const begins = new Set<number>();
  let taken = 0;
  const written = normalize(message).text;
  const text = written.replace(PARTING, (mark, at: number) => {
    begins.add(at - taken);
    taken += mark.length;
    return '';
  });
  return { text, begins };
}

/** Longer messages teach nothing more. */
const MOST_CHARACTERS = 120;

/** Learns where clauses begin in speech without marks, from messages that were written with them. */
export function learnBreaths(messages: readonly string[]): Weights {
  const lessons: Lesson[] = [];
  for (const message of messages) {
    const { text, begins } = spoken(message);
    if (begins.size === 0) continue;
    const reader = makeReader(text.slice(0, MOST_CHARACTERS), null, emptyLexicon, 0);
    for (let i = 3; i < reader.text.length - 2; i += 1)
      lessons.push({ marks: breathMarks(reader, i), right: [begins.has(i) ? 'cut' : 'on'] });
  }
  return learn(lessons, { smallest: 8, shrink: 1e-3, rounds: 6, met: 5 });
}
