import { BENCH_KINDS, makeDatabase } from './parts/databases';
import { Part } from './parts/messages';
import type { Fired, Stand } from './parts/messages';
import { median, table } from './parts/print';
import type { Line } from './parts/print';

/*
 * Accepting: a burst of encrypted text callbacks over 64 kept connections, timed until the last 200, against a bare node:http server on a
 * fresh table of the same kind of database in the same run. Floor and product take turns, each time in a fresh process with a fresh
 * database. The product runs whole: its worker, sender and clock are on.
 */

const CALLBACKS = Number(process.env.BENCH_CALLBACKS ?? 20_000);
const CONNECTIONS = 64;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const WARM_UP = 1000;
const USERS = 2000;
/** Posted once more after the burst; none of them may count twice. */
const REPEATS = 200;

interface Burst {
  readonly perSecond: number;
  /** Processor time of the server for one callback, microseconds: what the machine's other work does not change. */
  readonly cpuUs: number;
  readonly fired: Fired;
}

async function burst(kind: 'sqlite' | 'mysql', server: 'floorServer' | 'productServer', load: Part, platformPort: number): Promise<Burst> {
  const database = await makeDatabase(kind);
  const part = new Part(
    server,
    {
      BENCH_DATABASE: database.url,
      BENCH_DATA_DIR: database.dataDir,
      BENCH_PLATFORM: `http://127.0.0.1:${platformPort}`,
      BENCH_USERS: String(USERS),
    },
    `${database.dataDir}/server.log`,
  );
  try {
    const { port } = await part.expect('ready');
    await load.ask({ kind: 'prepare', from: CALLBACKS, count: WARM_UP, users: USERS }, 'prepared');
    await load.ask({ kind: 'fire', port, connections: CONNECTIONS }, 'fired');
    // BENCH_SERVICES=web measures the accepting alone, for profiles.
    if ((process.env.BENCH_SERVICES ?? 'worker').includes('worker')) await quiet(part);
    await load.ask({ kind: 'prepare', from: 0, count: CALLBACKS, users: USERS }, 'prepared');
    const before = await part.ask({ kind: 'stand' }, 'stand');
    const fired = await load.ask({ kind: 'fire', port, connections: CONNECTIONS }, 'fired');
    const after = await part.ask({ kind: 'stand' }, 'stand');
    await load.ask({ kind: 'fire', port, connections: CONNECTIONS, limit: REPEATS }, 'fired');
    await check(part, fired);
    return { perSecond: (CALLBACKS / fired.ms) * 1000, cpuUs: ((after.cpuMs - before.cpuMs) / CALLBACKS) * 1000, fired };
  } finally {
    await part.stop();
    await database.drop();
  }
}

async function quiet(part: Part): Promise<Stand> {
  for (;;) {
    const stand = await part.ask({ kind: 'stand' }, 'stand');
    if (stand.inboxOpen === 0 && stand.outboxOpen === 0) return stand;
    await new Promise((go) => setTimeout(go, 200));
  }
}

async function check(part: Part, fired: Fired): Promise<void> {
  const { accepted, inboxOpen } = await part.ask({ kind: 'stand' }, 'stand');
  if (fired.statuses['200'] !== CALLBACKS) throw new Error(`not every callback was answered with 200: ${JSON.stringify(fired.statuses)}`);
  // What the work behind put into the inbox itself is counted as well, so a whole inbox has at least the callbacks, and at most twice.
  if (accepted < CALLBACKS + WARM_UP) throw new Error(`${CALLBACKS + WARM_UP} callbacks answered, ${accepted} rows (${inboxOpen} open)`);
}

/** Measures every database that is here; true when every goal is met. */
export async function runAcceptBench(print: (line: string) => void): Promise<boolean> {
  let met = true;
  const load = new Part('load');
  const platform = new Part('platform');
  await load.expect('ready');
  const { port: platformPort } = await platform.expect('ready');
  try {
    for (const kind of BENCH_KINDS) {
      const floor: Burst[] = [];
      const product: Burst[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        floor.push(await burst(kind, 'floorServer', load, platformPort));
        product.push(await burst(kind, 'productServer', load, platformPort));
      }
      const lines = summary(floor, product);
      met &&= lines.every((line) => line.ok !== false);
      print(table(`accept, ${kind}: ${CALLBACKS} callbacks over ${CONNECTIONS} connections, ${ROUNDS} turns each`, lines));
    }
    if (!BENCH_KINDS.includes('mysql')) print('accept, mysql: not measured, TEST_MYSQL_URL is not set');
  } finally {
    await load.stop();
    await platform.stop();
  }
  return met;
}

function summary(floor: readonly Burst[], product: readonly Burst[]): readonly Line[] {
  const rates = (bursts: readonly Burst[]): string => `${bursts.map((b) => b.perSecond.toFixed(0)).join(' / ')} per s`;
  const best = (bursts: readonly Burst[]): number => Math.max(...bursts.map((b) => b.perSecond));
  const middle = (bursts: readonly Burst[]): number => median(bursts.map((b) => b.perSecond));
  const cpu = (bursts: readonly Burst[]): number => median(bursts.map((b) => b.cpuUs));
  const longest = Math.max(...product.map((b) => b.fired.longestMs));
  const byMedian = middle(product) / middle(floor);
  const byBest = best(product) / best(floor);
  const floorLongest = Math.max(...floor.map((b) => b.fired.longestMs));
  const p99 = median(product.map((b) => b.fired.p99Ms));
  return [
    { what: 'floor', value: rates(floor), goal: '', ok: null },
    { what: 'product', value: rates(product), goal: '', ok: null },
    { what: 'ratio of the medians', value: byMedian.toFixed(2), goal: '≥ 0.60', ok: byMedian >= 0.6 },
    { what: 'ratio of the best', value: byBest.toFixed(2), goal: '', ok: null },
    { what: 'processor time, floor', value: `${cpu(floor).toFixed(0)} µs each`, goal: '', ok: null },
    { what: 'processor time, product', value: `${cpu(product).toFixed(0)} µs each`, goal: '', ok: null },
    { what: 'callback at p99', value: `${p99.toFixed(0)} ms`, goal: '', ok: null },
    { what: 'longest callback, floor', value: `${floorLongest.toFixed(0)} ms`, goal: '', ok: null },
    { what: 'longest callback', value: `${longest.toFixed(0)} ms`, goal: '< 1000 ms', ok: longest < 1000 },
  ];
}
