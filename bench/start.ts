import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { WecomPlatform } from '../test/fakes/wecom/platform';
import { makeDatabase } from './parts/databases';
import { BENCH_KEYS, Part } from './parts/messages';
import { median, table } from './parts/print';

/*
 * Starting: from the first instant of the process until it has accepted a callback, on a database that is there already. The program is
 * the one that `npm start` runs after its build.
 */

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const USERS = 2000;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    // A port that was free a moment ago; nothing else asks for ports of this range meanwhile.
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    const probe = connect(port, '127.0.0.1');
    probe.once('error', () => resolve(port));
    probe.once('connect', () => {
      probe.destroy();
      freePort().then(resolve, reject);
    });
  });
}

/** Posts the callback again and again until the server answers 200. */
async function firstAccepted(port: number, child: ChildProcess, i: number): Promise<void> {
  const platform = new WecomPlatform(BENCH_KEYS, Date.now);
  const request = platform.sign(platform.textXml({ from: `worker${i}`, content: '3号车间东头配电箱门掉了,线都露在外面' }));
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const status = await platform.post(`http://127.0.0.1:${port}/callbacks/wecom`, request).then(
      (answer) => answer.status,
      () => null,
    );
    if (status === 200) return;
    if (status !== null) throw new Error(`the first callback was answered with ${status}`);
    await new Promise((go) => setTimeout(go, 10));
  }
}

/** Measures the start on an existing SQLite database; true when the goal is met. */
export async function runStartBench(print: (line: string) => void): Promise<boolean> {
  const database = await makeDatabase('sqlite');
  const times: number[] = [];
  try {
    // Migrated and filled by a server that ran before.
    const before = new Part(
      'productServer',
      { BENCH_DATABASE: database.url, BENCH_DATA_DIR: database.dataDir, BENCH_USERS: String(USERS) },
      `${database.dataDir}/server.log`,
    );
    await before.expect('ready');
    await before.stop();
    for (let round = 0; round < ROUNDS; round += 1) {
      const port = await freePort();
      const began = performance.now();
      const child = spawn(process.execPath, [join(__dirname, '..', 'src', 'main.js')], {
        stdio: 'ignore',
        env: {
          ...process.env,
          PORT: String(port),
          HOST: '127.0.0.1',
          DATA_DIR: database.dataDir,
          DATABASE_URL: database.url,
          WECOM_CORP_ID: BENCH_KEYS.corpId,
          WECOM_AGENT_ID: String(BENCH_KEYS.agentId),
          WECOM_SECRET: BENCH_KEYS.secret,
          WECOM_TOKEN: BENCH_KEYS.token,
          WECOM_ENCODING_AES_KEY: BENCH_KEYS.encodingAesKey,
          WECOM_API_BASE_URL: 'http://127.0.0.1:9',
        },
      });
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      try {
        await firstAccepted(port, child, round);
        times.push(performance.now() - began);
      } finally {
        child.kill('SIGTERM');
        await gone;
      }
    }
  } finally {
    await database.drop();
  }
  const longest = Math.max(...times);
  print(
    table('start, sqlite: process start to first accepted callback', [
      { what: 'median', value: `${median(times).toFixed(0)} ms`, goal: '', ok: null },
      { what: 'longest', value: `${longest.toFixed(0)} ms`, goal: '< 3000 ms', ok: longest < 3000 },
    ]),
  );
  return longest < 3000;
}
