import { parseArgs } from 'node:util';
import { CliFault } from './terminal';
import type { Terminal } from './terminal';

/** An option of a command; its line of help is `cli:option.<name>`. */
export interface OptionSpec {
  readonly type: 'boolean' | 'string';
}

/** What was given: options by name, then the free words. */
export interface Given {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly words: readonly string[];
}

/** One command. Usage, summary and details are `cli:command.<key>.*`. */
export interface CommandSpec {
  /** As typed, e.g. `people import`. */
  readonly name: string;
  /** In the locales. */
  readonly key: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Fewest and most free words. */
  readonly words: readonly [number, number];
  /** Takes everything behind its name as it is, unless that begins with `--help`. */
  readonly passThrough?: boolean;
  /** The exit code. */
  run(terminal: Terminal, given: Given, rest: readonly string[]): Promise<number>;
}

/** Reads the arguments behind a command's name; a `CliFault` names the one that is wrong. */
export function readArguments(spec: CommandSpec, args: readonly string[]): Given | 'help' {
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({
      args: [...args],
      options: { ...spec.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    const { code, message } = partsOf(error);
    const option = /'([^' ]+)/.exec(message)?.[1] ?? '';
    throw new CliFault(code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? 'fault.unknownOption' : 'fault.badOption', { option });
  }
  const flags = new Set<string>();
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(parsed.values)) {
    if (value === true) flags.add(name);
    else if (typeof value === 'string') values.set(name, value);
  }
  if (flags.has('help')) return 'help';
  const [fewest, most] = spec.words;
  if (parsed.positionals.length < fewest) throw new CliFault('fault.missingWord');
  const extra = parsed.positionals[most];
  if (extra !== undefined) throw new CliFault('fault.extraWord', { word: extra });
  return { flags, values, words: parsed.positionals };
}

function partsOf(error: unknown): { readonly code: unknown; readonly message: string } {
  if (typeof error !== 'object' || error === null) return { code: null, message: String(error) };
  return { code: Reflect.get(error, 'code'), message: String(Reflect.get(error, 'message')) };
}

/** The lines of `--help` of one command. */
export function helpOf(spec: CommandSpec, { t }: Terminal): readonly string[] {
  const names = Object.keys(spec.options);
  const shown = names.map((name) => `  --${name}${spec.options[name]?.type === 'string' ? ` ${t(`cli:optionValue.${name}`)}` : ''}`);
  const width = Math.max(0, ...shown.map(widthOf)) + 2;
  return [
    t(`cli:command.${spec.key}.summary`),
    '',
    t('cli:help.usage'),
    `  npx chabaocu ${t(`cli:command.${spec.key}.usage`)}`,
    ...(names.length === 0
      ? []
      : ['', t('cli:help.options'), ...names.map((name, i) => pad(shown[i] ?? '', width) + t(`cli:option.${name}`))]),
    '',
    t(`cli:command.${spec.key}.detail`),
  ];
}

/** Columns that a text takes on a terminal: Chinese characters and full-width marks take two. */
export function widthOf(text: string): number {
  return [...text].reduce(
    (width, character) =>
      width + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/.test(character) ? 2 : 1),
    0,
  );
}

/** The text, filled with spaces to a width in columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(1, width - widthOf(text)));
}
