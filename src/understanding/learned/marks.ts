const { imul } = Math;

/** A mark of a text as one whole number; never 0. Odd ones are long and need more proof before something is learned of them. */
export type Mark = number;

/** Takes one more character or number into a mark. */
export const mix = (mark: Mark, value: number): Mark => {
  const mixed = imul(mark ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
};

const BEGIN = 0x811c9dc5 | 0;

/** A mixed number as a mark; `long` marks need more proof. */
export const finished = (mixed: number, long: boolean): Mark => {
  const mark = long ? mixed | 1 : mixed & ~1;
  return mark === 0 ? 2 : mark;
};

/** Whether a mark is one of the long ones. */
export const isLong = (mark: Mark): boolean => (mark & 1) === 1;

/** What a word mixes to. */
export function mixedText(text: string): number {
  let mixed = BEGIN;
  for (let i = 0; i < text.length; i += 1) mixed = mix(mixed, text.charCodeAt(i));
  return mixed;
}

/** The mark of a name («#things2»); names of one or two characters and those that begin with «#» are short. */
export const named = (name: string): Mark => finished(mixedText(name), name.length >= 3 && !name.startsWith('#'));

/** One mark and what is written of it. */
export interface Row {
  readonly mark: Mark;
  readonly says: string;
}

/** Rows as they stand in a file of weights: in the order of their marks, each mark by how far it is from the one before. */
export function writtenRows(rows: readonly Row[]): string {
  let before = 0;
  return [...rows]
    .sort((a, b) => (a.mark >>> 0) - (b.mark >>> 0))
    .map(({ mark, says }) => {
      const step = (mark >>> 0) - before;
      before = mark >>> 0;
      return `${step.toString(36)}:${says}`;
    })
    .join(';');
}

const RANGE = 4294967296;

/** Which number belongs to a mark; one step for a mark that is known and for most that are not. */
export class MarkTable {
  /** Mark and number by turns, side by side: what is fetched for the one brings the other along. */
  private readonly slots: Int32Array;
  private readonly size: number;

  /** The marks, and the number of each: 0 or more. */
  constructor(marks: Int32Array, values: Int32Array) {
    // two of three slots are taken: a longer search now and then costs less than the memory of empty ones
    this.size = Math.ceil(marks.length * 1.5) + 16;
    this.slots = new Int32Array(this.size * 2);
    marks.forEach((mark, row) => {
      let at = this.begin(mark);
      while (this.slots[at * 2] !== 0 && this.slots[at * 2] !== mark) at = at + 1 < this.size ? at + 1 : 0;
      this.slots[at * 2] = mark;
      this.slots[at * 2 + 1] = values[row] ?? 0;
    });
  }

  /** Where the search begins: marks are spread evenly over all numbers, and so over the slots. */
  private begin(mark: Mark): number {
    return Math.floor((mark >>> 0) * (this.size / RANGE));
  }

  /** The number of a mark, -1 when nothing is known of it. */
  valueOf(mark: Mark): number {
    let at = this.begin(mark);
    for (;;) {
      const key = this.slots[at * 2];
      if (key === mark) return this.slots[at * 2 + 1] ?? -1;
      if (key === 0) return -1;
      at = at + 1 < this.size ? at + 1 : 0;
    }
  }
}

/** The rows of a file of weights: the mark of each, and where in the file what stands behind its colon begins and ends. */
export interface Rows {
  readonly marks: Int32Array;
  readonly begins: Int32Array;
  readonly ends: Int32Array;
}

const COLON = 58;
const SEMICOLON = 59;

/** Reads the rows of a file of weights, character by character: cutting it into pieces would need many times its size. */
export function readRows(lines: string): Rows {
  let count = lines === '' ? 0 : 1;
  for (let i = 0; i < lines.length; i += 1) if (lines.charCodeAt(i) === SEMICOLON) count += 1;
  const marks = new Int32Array(count);
  const begins = new Int32Array(count);
  const ends = new Int32Array(count);
  let at = 0;
  let mark = 0;
  for (let row = 0; row < count; row += 1) {
    let step = 0;
    for (; lines.charCodeAt(at) !== COLON; at += 1) {
      const code = lines.charCodeAt(at);
      step = (imul(step, 36) + (code < COLON ? code - 48 : code - 87)) | 0;
    }
    mark = (mark + step) | 0;
    marks[row] = mark;
    at += 1;
    begins[row] = at;
    while (at < lines.length && lines.charCodeAt(at) !== SEMICOLON) at += 1;
    ends[row] = at;
    at += 1;
  }
  return { marks, begins, ends };
}
