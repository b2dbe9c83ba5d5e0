import type { Mark } from '../learned/marks';
import { marksOfCharacters } from '../learned/stretches';
import type { Reader } from './context';

const known = new WeakMap<Reader, readonly (readonly Mark[])[]>();

/** The marks of the characters of a message, worked out once. */
export function characterMarks(reader: Reader): readonly (readonly Mark[])[] {
  const marks = known.get(reader) ?? marksOfCharacters(reader.text, reader.tokens);
  known.set(reader, marks);
  return marks;
}
