import 'reflect-metadata';
import { ConfigError } from '../config';
import { COMMANDS } from './commandTable';
import { CliFault, processTerminal } from './terminal';
import { helpOf, pad, readArguments, widthOf } from './spec';
import type { CommandSpec } from './spec';
import type { Terminal } from './terminal';

/** Exit codes: done, not done, not understood. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** Runs one command line and resolves with its exit code; never rejects. */
export async function main(args: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  const { t } = terminal;
  const found = findCommand(args);
  if (found === null) {
    const word = args[0];
    if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
      for (const line of overview(terminal, args[1])) terminal.out(line);
      return EXIT.done;
    }
    const group = COMMANDS.filter((spec) => spec.name.startsWith(`${word} `));
    if (group.length > 0 && (args.length === 1 || args[1] === '--help' || args[1] === '-h')) {
      for (const line of overview(terminal, word)) terminal.out(line);
      return EXIT.done;
    }
    terminal.err(t('cli:fault.unknownCommand', { command: args.slice(0, 2).join(' ') }));
    terminal.err(t('cli:fault.seeHelp', { command: '' }));
    return EXIT.usage;
  }
  const { spec, rest } = found;
  try {
    const asksHelp = rest[0] === '--help' || rest[0] === '-h';
    if (spec.passThrough && !asksHelp) return await spec.run(terminal, { flags: new Set(), values: new Map(), words: [] }, rest);
    const given = readArguments(spec, rest);
    if (given === 'help') {
      for (const line of helpOf(spec, terminal)) terminal.out(line);
      return EXIT.done;
    }
    return await spec.run(terminal, given, rest);
  } catch (error) {
    return explain(error, spec, terminal);
  }
}

function explain(error: unknown, spec: CommandSpec, terminal: Terminal): number {
  const { t } = terminal;
  if (error instanceof CliFault) {
    terminal.err(t(`cli:${error.key}`, error.params));
    if (!/^fault\.(unknownOption|badOption|missingWord|extraWord)$/.test(error.key)) return EXIT.failed;
    terminal.err(t('cli:fault.seeHelp', { command: `${spec.name} ` }));
    return EXIT.usage;
  }
  if (error instanceof ConfigError) {
    terminal.err(error.message);
    return EXIT.failed;
  }
  const reason = error instanceof Error ? error.message : String(error);
  terminal.err(t('cli:fault.unexpected', { reason }));
  if (terminal.env.LOG_LEVEL === 'debug' && error instanceof Error) terminal.err(error.stack ?? '');
  return EXIT.failed;
}

/** The command a line begins with: the longest name that fits. */
function findCommand(args: readonly string[]): { readonly spec: CommandSpec; readonly rest: readonly string[] } | null {
  for (const length of [2, 1]) {
    const name = args.slice(0, length).join(' ');
    const spec = COMMANDS.find((one) => one.name === name);
    if (spec && args.length >= length) return { spec, rest: args.slice(length) };
  }
  return null;
}

/** All commands, or those that begin with one word, a line each. */
function overview(terminal: Terminal, word: string | undefined): readonly string[] {
  const { t } = terminal;
  const one = COMMANDS.find((spec) => spec.name === word);
  if (one && word !== 'outbox') return helpOf(one, terminal);
  const listed = word === undefined ? COMMANDS : COMMANDS.filter((spec) => spec.name === word || spec.name.startsWith(`${word} `));
  // A command that has two names stands once.
  const shown = (listed.length === 0 ? COMMANDS : listed).filter(
    (spec, index, all) => all.findIndex((other) => other.key === spec.key) === index,
  );
  const width = Math.max(...shown.map((spec) => widthOf(t(`cli:command.${spec.key}.usage`)))) + 4;
  return [
    t('cli:help.title'),
    '',
    t('cli:help.usage'),
    `  npx chabaocu ${t('cli:help.commandWord')}`,
    '',
    t('cli:help.commands'),
    ...shown.map((spec) => `  ${pad(t(`cli:command.${spec.key}.usage`), width)}${t(`cli:command.${spec.key}.summary`)}`),
    '',
    t('cli:help.more'),
  ];
}
