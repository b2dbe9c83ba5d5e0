import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { FakeWecom } from '../fakes/wecom/server';
import type { TestDatabase } from './databases';
import { TEST_KEYS } from './product';

const ROOT = join(__dirname, '..', '..');
let built = false;

/** Compiles what is out of date, once for a test file. */
export function buildServer(): void {
  if (built) return;
  const run = spawnSync(process.execPath, [join(ROOT, 'bin', 'build.cjs'), '--server'], { cwd: ROOT, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the server could not be built:\n${run.stdout}${run.stderr}`);
  built = true;
}

/** A server as people run it: a process of its own, that can be killed. */
export interface ServerProcess {
  readonly pid: number;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly callbackUrl: string;
  /** Everything it wrote, line by line. */
  readonly lines: readonly string[];
  /** How often it said this. */
  said(message: string): number;
  /** Lines at level error or above. */
  errors(): readonly string[];
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** A server that would not start: what it said and how it ended. */
export class NotStarted extends Error {
  constructor(
    readonly exitCode: number | null,
    readonly output: string,
  ) {
    super(`the server ended with ${exitCode ?? 'a signal'}:\n${output}`);
  }
}

/** Environment of a server on this database, speaking to this platform. */
export function serverEnvironment(
  database: Pick<TestDatabase, 'url' | 'dataDir'>,
  wecom: FakeWecom | null,
  more: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const settings = wecom?.settings;
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TZ: 'UTC',
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: database.dataDir,
    DATABASE_URL: database.url,
    SEALING_KEY: TEST_KEYS.sealing,
    SESSION_KEY: TEST_KEYS.session,
    ...(settings
      ? {
          WECOM_CORP_ID: settings.corpId,
          WECOM_AGENT_ID: String(settings.agentId),
          WECOM_SECRET: settings.secret,
          WECOM_TOKEN: settings.token,
          WECOM_ENCODING_AES_KEY: settings.encodingAesKey,
          WECOM_API_BASE_URL: settings.apiBaseUrl,
        }
      : {}),
    ...more,
  };
}

const running = new Set<ChildProcess>();

/** Starts a server; resolves when it answers, rejects with `NotStarted` when it ends before. */
export async function startServer(environment: NodeJS.ProcessEnv): Promise<ServerProcess> {
  buildServer();
  const child = spawn(process.execPath, [join(ROOT, 'dist', 'src', 'main.js')], {
    cwd: ROOT,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => {
      running.delete(child);
      resolve(code);
    }),
  );
  const url = await new Promise<string>((resolve, reject) => {
    let rest = '';
    const read = (chunk: Buffer): void => {
      const parts = (rest + chunk.toString('utf8')).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        const found = line.startsWith('{') ? null : /http:\/\/127\.0\.0\.1:\d+/.exec(line);
        if (found) resolve(found[0]);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then((code) => reject(new NotStarted(code, [...lines, rest].join('\n'))));
  });
  return {
    pid: child.pid ?? 0,
    url,
    callbackUrl: `${url}/callbacks/wecom`,
    lines,
    said: (message) => lines.filter((line) => line.includes(message)).length,
    errors: () => lines.filter((line) => /"level":[56]0/.test(line)),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Ends whatever a failed test left behind. */
export async function endServers(): Promise<void> {
  await Promise.all(
    [...running].map((child) => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      return gone;
    }),
  );
}

/** One command of the command line beside or without a server; resolves with what it said. */
export function runCommandLine(environment: NodeJS.ProcessEnv, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  buildServer();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'bin', 'chabaocu.cjs'), ...args], { cwd: ROOT, env: environment });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }));
  });
}
