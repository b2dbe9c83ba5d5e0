import { makeDatabase } from './parts/databases';
import type { BenchDatabase } from './parts/databases';
import { Part } from './parts/messages';
import type { Stand } from './parts/messages';
import { median, table } from './parts/print';

/*
 * End to end: encrypted reports in by the callback, cards out at the platform, all on SQLite in one process; platform and load are
 * processes of their own on the same two cores. Timed from the first callback until nothing waits in inbox or outbox.
 */

const REPORTS = Number(process.env.BENCH_REPORTS ?? 3000);
const SOAK = Number(process.env.BENCH_SOAK ?? 100_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
/** The platform takes 30 messages a minute for one member, and a report is answered with several. */
const USERS = 6000;
const CONNECTIONS = 16;
const WARM_UP = 500;

interface Scene {
  readonly database: BenchDatabase;
  readonly load: Part;
  readonly platform: Part;
  readonly server: Part;
  readonly port: number;
}

async function openScene(): Promise<Scene> {
  const database = await makeDatabase('sqlite');
  const load = new Part('load');
  const platform = new Part('platform');
  await load.expect('ready');
  const platformPort = (await platform.expect('ready')).port;
  const server = new Part(
    'productServer',
    {
      BENCH_DATABASE: database.url,
      BENCH_DATA_DIR: database.dataDir,
      BENCH_PLATFORM: `http://127.0.0.1:${platformPort}`,
      BENCH_USERS: String(USERS),
    },
    `${database.dataDir}/server.log`,
  );
  const { port } = await server.expect('ready');
  return { database, load, platform, server, port };
}

async function closeScene({ database, load, platform, server }: Scene): Promise<void> {
  await server.stop();
  await load.stop();
  await platform.stop();
  await database.drop();
}

/** Posts so many reports and waits until all that follows is sent. */
async function work(scene: Scene, from: number, count: number): Promise<{ readonly ms: number; readonly stand: Stand }> {
  await scene.load.ask({ kind: 'prepare', from, count, users: USERS }, 'prepared');
  const began = performance.now();
  const { statuses } = await scene.load.ask({ kind: 'fire', port: scene.port, connections: CONNECTIONS }, 'fired');
  if (statuses['200'] !== count) throw new Error(`not every callback was answered with 200: ${JSON.stringify(statuses)}`);
  for (;;) {
    const stand = await scene.server.ask({ kind: 'stand' }, 'stand');
    if (stand.inboxOpen === 0 && stand.outboxOpen === 0) return { ms: performance.now() - began, stand };
    await new Promise((go) => setTimeout(go, 100));
  }
}

/** Measures reports a second from callback to the last answer sent; true when the goal is met. */
export async function runEndToEndBench(print: (line: string) => void): Promise<boolean> {
  const rates: number[] = [];
  const cpu: number[] = [];
  let messages = 0;
  const scene = await openScene();
  try {
    let before = (await work(scene, 0, WARM_UP)).stand;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { ms, stand } = await work(scene, WARM_UP + round * REPORTS, REPORTS);
      rates.push((REPORTS / ms) * 1000);
      cpu.push((stand.cpuMs - before.cpuMs) / REPORTS);
      before = stand;
    }
    const reports = WARM_UP + ROUNDS * REPORTS;
    const { violations, ...delivered } = await scene.platform.ask({ kind: 'delivered' }, 'delivered');
    messages = delivered.messages / reports;
    if (violations.length > 0) throw new Error(`the platform complained: ${violations.join('; ')}`);
    if (before.answered < reports * 0.99) throw new Error(`${reports} reports, ${before.cases} cases, ${before.answered} answered`);
  } finally {
    await closeScene(scene);
  }
  const rate = median(rates);
  print(
    table(`end to end, sqlite: ${REPORTS} reports in a burst, ${ROUNDS} times, until the last answer is sent`, [
      { what: 'reports', value: `${rates.map((r) => r.toFixed(0)).join(' / ')} per s`, goal: '≥ 300 per s', ok: rate >= 300 },
      { what: 'processor time', value: `${median(cpu).toFixed(2)} ms each`, goal: '', ok: null },
      { what: 'messages sent', value: `${messages.toFixed(2)} for each`, goal: '', ok: null },
    ]),
  );
  return rate >= 300;
}

/** Runs many messages through one process and watches its memory; true when it stays flat and small. */
export async function runSoakBench(print: (line: string) => void): Promise<boolean> {
  const scene = await openScene();
  const memory: number[] = [];
  let highest = 0;
  const step = Math.min(1000, SOAK);
  const began = performance.now();
  try {
    for (let done = 0; done < SOAK; done += step) {
      const { stand } = await work(scene, done, step);
      highest = Math.max(highest, stand.rssMb);
      if ((done + step) % 10_000 === 0 || done + step >= SOAK) {
        memory.push(stand.rssMb);
        const rate = ((done + step) / (performance.now() - began)) * 1000;
        print(
          `  ${done + step} messages: ${stand.rssMb.toFixed(0)} MB RSS, heap ${stand.heapMb.toFixed(0)} MB, ${rate.toFixed(0)} per s so far`,
        );
      }
    }
    const { violations } = await scene.platform.ask({ kind: 'delivered' }, 'delivered');
    if (violations.length > 0) print(`  the platform complained: ${violations.join('; ')}`);
  } finally {
    await closeScene(scene);
  }
  const half = Math.max(1, Math.floor(memory.length / 2));
  const growth = Math.max(...memory.slice(half), 0) / Math.max(...memory.slice(0, half), 1);
  const enough = memory.length >= 4;
  const flat = !enough || growth < 1.15;
  print(
    table(`soak, sqlite: ${SOAK} reports`, [
      { what: 'highest memory', value: `${highest.toFixed(0)} MB RSS`, goal: '< 300 MB', ok: highest < 300 },
      {
        what: 'second half to first half',
        value: enough ? growth.toFixed(2) : 'too short to tell',
        goal: '< 1.15',
        ok: enough ? flat : null,
      },
    ]),
  );
  return highest < 300 && flat;
}
