import { BENCH_KINDS, makeDatabase } from './parts/databases';
import { Part } from './parts/messages';
import type { Fired, LoadDoor } from './parts/messages';
import { median, table } from './parts/print';
import type { Line } from './parts/print';

/*
 * Accepting from DingTalk: a burst of signed callbacks over 64 kept connections against one of WeCom's in the same run, and as many frames
 * in flight over the one connection of the Stream. The doors take turns, each time a fresh process with a fresh database that does nothing
 * but accept: what follows costs the same whichever door a message came by.
 */

const CALLBACKS = Number(process.env.BENCH_CALLBACKS ?? 20_000);
const CONNECTIONS = 64;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const WARM_UP = 1000;
const USERS = 2000;
/** Sent once more after the burst; none of them may count twice. */
const REPEATS = 200;
const DOORS: readonly LoadDoor[] = ['wecom', 'dingtalk', 'stream'];

interface Burst {
  readonly perSecond: number;
  /** Processor time of the server for one message, microseconds: what the machine's other work does not change. */
  readonly cpuUs: number;
  readonly fired: Fired;
}

async function burst(kind: 'sqlite' | 'mysql', door: LoadDoor, load: Part, gateway: string): Promise<Burst> {
  const database = await makeDatabase(kind);
  const env = {
    BENCH_DATABASE: database.url,
    BENCH_DATA_DIR: database.dataDir,
    BENCH_USERS: String(USERS),
    BENCH_SERVICES: 'web',
    BENCH_GATEWAY: gateway,
    BENCH_DINGTALK_MODE: door === 'stream' ? 'stream' : 'http',
  };
  const part = new Part('productServer', env, `${database.dataDir}/server.log`);
  try {
    const { port } = await part.expect('ready');
    if (door === 'stream') await load.ask({ kind: 'connected' }, 'connected');
    await load.ask({ kind: 'prepare', from: CALLBACKS, count: WARM_UP, users: USERS, door }, 'prepared');
    await load.ask({ kind: 'fire', port, connections: CONNECTIONS }, 'fired');
    await load.ask({ kind: 'prepare', from: 0, count: CALLBACKS, users: USERS, door }, 'prepared');
    const before = await part.ask({ kind: 'stand' }, 'stand');
    const fired = await load.ask({ kind: 'fire', port, connections: CONNECTIONS }, 'fired');
    const after = await part.ask({ kind: 'stand' }, 'stand');
    await load.ask({ kind: 'fire', port, connections: CONNECTIONS, limit: REPEATS }, 'fired');
    const { accepted } = await part.ask({ kind: 'stand' }, 'stand');
    if (fired.statuses['200'] !== CALLBACKS) throw new Error(`not everything was accepted: ${JSON.stringify(fired.statuses)}`);
    // 5,000 messages are more than a month's budget, of which an administrator is told by an event of the house's own.
    if (accepted < CALLBACKS + WARM_UP || accepted > CALLBACKS + WARM_UP + 3)
      throw new Error(`${CALLBACKS + WARM_UP} sent, ${accepted} rows`);
    return { perSecond: (CALLBACKS / fired.ms) * 1000, cpuUs: ((after.cpuMs - before.cpuMs) / CALLBACKS) * 1000, fired };
  } finally {
    await part.stop();
    await database.drop();
  }
}

/** Measures every database that is here; true when every goal is met. */
export async function runDingtalkBench(print: (line: string) => void): Promise<boolean> {
  let met = true;
  const load = new Part('load');
  const gateway = `http://127.0.0.1:${(await load.expect('ready')).port}`;
  try {
    for (const kind of BENCH_KINDS) {
      const bursts: Record<LoadDoor, Burst[]> = { wecom: [], dingtalk: [], stream: [] };
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const door of DOORS) bursts[door].push(await burst(kind, door, load, gateway));
      }
      const lines = summary(bursts);
      met &&= lines.every((line) => line.ok !== false);
      print(table(`dingtalk, ${kind}: ${CALLBACKS} messages, ${CONNECTIONS} at once, ${ROUNDS} turns each`, lines));
    }
    if (!BENCH_KINDS.includes('mysql')) print('dingtalk, mysql: not measured, TEST_MYSQL_URL is not set');
  } finally {
    await load.stop();
  }
  return met;
}

function summary({ wecom, dingtalk, stream }: Readonly<Record<LoadDoor, readonly Burst[]>>): readonly Line[] {
  const rates = (bursts: readonly Burst[]): string => `${bursts.map((b) => b.perSecond.toFixed(0)).join(' / ')} per s`;
  const middle = (bursts: readonly Burst[]): number => median(bursts.map((b) => b.perSecond));
  const cpu = (bursts: readonly Burst[]): number => median(bursts.map((b) => b.cpuUs));
  const byMedian = middle(dingtalk) / middle(wecom);
  const byCpu = cpu(wecom) / cpu(dingtalk);
  const frames = middle(stream);
  const line = (what: string, value: string): Line => ({ what, value, goal: '', ok: null });
  return [
    line('WeCom callbacks', rates(wecom)),
    line('DingTalk callbacks', rates(dingtalk)),
    { what: 'ratio of the medians', value: byMedian.toFixed(2), goal: '≥ 0.80', ok: byMedian >= 0.8 },
    line('processor time, WeCom', `${cpu(wecom).toFixed(0)} µs each`),
    line('processor time, DingTalk', `${cpu(dingtalk).toFixed(0)} µs each`),
    line('processor time, WeCom to DingTalk', byCpu.toFixed(2)),
    line('Stream frames', rates(stream)),
    { what: 'Stream, median', value: `${frames.toFixed(0)} per s`, goal: '≥ 1000 per s', ok: frames >= 1000 },
    line('Stream to WeCom callbacks', (frames / middle(wecom)).toFixed(2)),
    line('processor time, Stream', `${cpu(stream).toFixed(0)} µs each`),
    line('longest, Stream', `${Math.max(...stream.map((b) => b.fired.longestMs)).toFixed(0)} ms`),
  ];
}
