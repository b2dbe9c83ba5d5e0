/** Separators of tables that office programs write; the one that a line near the top holds most of is taken. */
const SEPARATORS = [',', '\t', ';', '，'] as const;

/** The text of a file: UTF-8 and UTF-16 by their marks, UTF-8 without one, else GB18030. Null for what is no text. */
export function decodeText(bytes: Buffer): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decoded('utf-16le', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decoded('utf-16be', bytes);
  if (bytes.includes(0)) return null;
  return decoded('utf-8', bytes) ?? decoded('gb18030', bytes);
}

function decoded(encoding: string, bytes: Buffer): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Reads separated values: quoted cells hold separators, line ends and doubled quotes; empty lines are rows too, so that a row has
 * the number that a spreadsheet shows. Stops after `maxRows` rows.
 */
export function parseCsv(text: string, maxRows: number): readonly (readonly string[])[] {
  const body = text.replace(/^\ufeff/, '');
  const top = body.split(/\r?\n|\r/, 10);
  const count = (separator: string): number => Math.max(...top.map((line) => line.split(separator).length));
  const separator = SEPARATORS.reduce<string>((best, next) => (count(next) > count(best) ? next : best), ',');
  const rows: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  const endRow = (): void => {
    rows.push([...cells, cell]);
    cells = [];
    cell = '';
  };
  for (let i = 0; i < body.length && rows.length < maxRows; i += 1) {
    const letter = body[i] ?? '';
    const newLine = letter === '\n' || (letter === '\r' && body[i + 1] !== '\n');
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (body[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quoted = false;
    } else if (letter === '"' && cell.trim() === '') {
      quoted = true;
      cell = '';
    } else if (letter === separator) {
      cells.push(cell);
      cell = '';
    } else if (newLine) endRow();
    else if (letter !== '\r') cell += letter;
  }
  if (rows.length < maxRows && (cell !== '' || cells.length > 0)) endRow();
  return rows;
}
