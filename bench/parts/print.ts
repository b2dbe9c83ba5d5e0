/** One line of a bench's result. `ok` is null where there is no goal. */
export interface Line {
  readonly what: string;
  readonly value: string;
  readonly goal: string;
  readonly ok: boolean | null;
}

/** Columns wide enough for what stands in them; wide characters do not occur. */
export function table(title: string, lines: readonly Line[]): string {
  const width = (of: (line: Line) => string): number => Math.max(...lines.map((line) => of(line).length));
  const [what, value, goal] = [width((l) => l.what), width((l) => l.value), width((l) => l.goal)];
  const rows = lines.map((l) => `  ${l.what.padEnd(what)}  ${l.value.padStart(value)}  ${l.goal.padEnd(goal)}  ${verdict(l.ok)}`.trimEnd());
  return [title, ...rows].join('\n');
}

function verdict(ok: boolean | null): string {
  return ok === null ? '' : ok ? 'met' : 'MISSED';
}

/** The middle one of numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
