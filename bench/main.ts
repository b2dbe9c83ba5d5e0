import 'reflect-metadata';
import { runAcceptBench } from './accept';
import { runDingtalkBench } from './dingtalk';
import { runEndToEndBench, runSoakBench } from './endToEnd';
import { runLedgerBench } from './ledger';
import { table } from './parts/print';
import { runStartBench } from './start';
import { benchUnderstanding } from './understanding';

/*
 * `npm run bench` measures everything but the soak; `npm run bench -- accept` one of them. Figures are ratios to floors measured in the
 * same run wherever there is one. The exit code is 1 when a goal is missed.
 */

type Bench = (print: (line: string) => void) => Promise<boolean>;

async function runUnderstandingBench(print: (line: string) => void): Promise<boolean> {
  const cost = benchUnderstanding();
  const lines = [
    { what: 'messages read', value: String(cost.messages), goal: '', ok: null },
    { what: 'median', value: `${cost.medianMs.toFixed(3)} ms`, goal: '< 0.5 ms', ok: cost.medianMs < 0.5 },
    { what: 'p99', value: `${cost.p99Ms.toFixed(3)} ms`, goal: '', ok: null },
    {
      what: 'p99 of the medians of each message',
      value: `${cost.p99OfMediansMs.toFixed(3)} ms`,
      goal: '< 2 ms',
      ok: cost.p99OfMediansMs < 2,
    },
    { what: 'longest of the hostile ones', value: `${cost.hostileMaxMs.toFixed(1)} ms`, goal: '< 50 ms', ok: cost.hostileMaxMs < 50 },
  ];
  print(table('understanding', lines));
  return lines.every((line) => line.ok !== false);
}

const BENCHES: Readonly<Record<string, Bench>> = {
  accept: runAcceptBench,
  dingtalk: runDingtalkBench,
  endToEnd: runEndToEndBench,
  start: runStartBench,
  ledger: runLedgerBench,
  understanding: runUnderstandingBench,
  soak: runSoakBench,
};
/** Takes several minutes, so it runs when it is asked for. */
const BY_NAME_ONLY = new Set(['soak']);

async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in BENCHES));
  if (unknown.length > 0) {
    console.error(`no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);
    process.exitCode = 1;
    return;
  }
  const names = asked.length > 0 ? asked : Object.keys(BENCHES).filter((name) => !BY_NAME_ONLY.has(name));
  for (const name of names) {
    const met = await BENCHES[name]?.((line) => console.log(line));
    if (!met) process.exitCode = 1;
    console.log('');
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
