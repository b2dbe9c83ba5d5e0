import { submitCommand } from './submit';
import type { Submitted } from './submit';
import type { Terminal } from './terminal';

/** Hands a write to the running server, or does it here where none runs (ruling 9); prints what became of it. */
export async function runWrite(terminal: Terminal, command: Submitted): Promise<number> {
  const { outcome, reason, lines } = await submitCommand(command);
  const done = outcome === 'done';
  for (const line of lines) {
    if (done) terminal.out(line);
    else terminal.err(line);
  }
  if (!done && lines.length === 0) {
    const silent = reason === 'command.nobodyAnswered';
    terminal.err(silent ? terminal.t('cli:fault.nobodyAnswered') : terminal.t('cli:fault.notDone', { reason: reason ?? outcome }));
  }
  return done ? 0 : 1;
}
