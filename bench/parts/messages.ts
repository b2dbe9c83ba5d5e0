import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import type { AppKeys } from '../../test/fakes/dingtalk/platform';
import type { PlatformKeys } from '../../test/fakes/wecom/platform';

/** Keys under which the platform of the benches speaks; belong to nobody. */
export const BENCH_KEYS: PlatformKeys & { readonly secret: string } = {
  corpId: 'ww00000000000000aa',
  agentId: 1000002,
  token: 'Tok3nForFixtures',
  encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  secret: 'bench-secret-0001',
};

export const BENCH_DINGTALK: AppKeys = {
  corpId: 'ding00000000000000bb',
  clientId: 'dingbench00000000001',
  clientSecret: 'bench-secret-0002',
  robotCode: 'dingbench00000000001',
  eventToken: 'tok3n',
  eventAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};

/** By which door the load speaks: WeCom's callbacks, DingTalk's, or frames of DingTalk's Stream. */
export type LoadDoor = 'wecom' | 'dingtalk' | 'stream';

/** What the parent asks of a part of the bench that runs in a process of its own; each is answered once. */
export type Ask =
  /** Load: makes and encrypts the bodies of messages `from` to `from + count`. */
  | { readonly kind: 'prepare'; readonly from: number; readonly count: number; readonly users: number; readonly door?: LoadDoor }
  /** Load: posts what was prepared, or its first `limit`, over kept connections, each one request after the other. */
  | { readonly kind: 'fire'; readonly port: number; readonly connections: number; readonly limit?: number }
  /** Load: waits until a product is connected to its gateway of the Stream. */
  | { readonly kind: 'connected' }
  /** Server: how it stands. */
  | { readonly kind: 'stand' }
  /** Platform: how many messages were put on screens. */
  | { readonly kind: 'delivered' }
  | { readonly kind: 'stop' };

/** A burst as the callers saw it. Times in milliseconds; `statuses` counts answers by HTTP status. */
export interface Fired {
  readonly kind: 'fired';
  readonly ms: number;
  readonly longestMs: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly statuses: Readonly<Record<string, number>>;
}

/** How a server stands: rows, what waits, and what it used up. */
export interface Stand {
  readonly kind: 'stand';
  readonly accepted: number;
  readonly inboxOpen: number;
  readonly outboxOpen: number;
  readonly rssMb: number;
  readonly heapMb: number;
  /** Processor time of this process so far, milliseconds. */
  readonly cpuMs: number;
  /** Reports that became a case, and those of them whose reporter was answered. */
  readonly cases: number;
  readonly answered: number;
}

/** What a part says: once `ready` by itself, then one answer for each ask. */
export type Answer =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'prepared' }
  | { readonly kind: 'connected' }
  | Fired
  | Stand
  | { readonly kind: 'delivered'; readonly messages: number; readonly violations: readonly string[] }
  | { readonly kind: 'stopped' };

/** A part in a process of its own. Asks are answered one after the other. */
export class Part {
  private readonly answers: Answer[] = [];
  private waiting: { resolve(answer: Answer): void; reject(error: Error): void } | null = null;
  private ended: Error | null = null;
  private readonly child: ChildProcess;

  /** `logFile` takes what the part writes to standard output: its log lines, as in production. */
  constructor(name: string, env: Readonly<Record<string, string>> = {}, logFile?: string) {
    this.child = fork(join(__dirname, `${name}.js`), [], {
      env: { ...process.env, ...env },
      execArgv: process.env.BENCH_PROFILE === name ? ['--cpu-prof', '--cpu-prof-dir', process.env.BENCH_PROFILE_DIR ?? '.'] : [],
      stdio: ['ignore', logFile === undefined ? 'inherit' : openSync(logFile, 'a'), 'inherit', 'ipc'],
    });
    this.child.on('message', (message) => {
      // Both ends are of this bench, built from this file.
      const answer = message as Answer;
      const waiting = this.waiting;
      this.waiting = null;
      if (waiting) waiting.resolve(answer);
      else this.answers.push(answer);
    });
    this.child.on('exit', (code, signal) => {
      this.ended = new Error(`bench part ${name} ended (${code ?? signal ?? ''})`);
      this.waiting?.reject(this.ended);
      this.waiting = null;
    });
  }

  /** The next thing the part says; rejects when its process ends before. */
  next(): Promise<Answer> {
    const ready = this.answers.shift();
    if (ready) return Promise.resolve(ready);
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => (this.waiting = { resolve, reject }));
  }

  /** Asks and waits for the answer. */
  async ask<K extends Answer['kind']>(ask: Ask, kind: K): Promise<Extract<Answer, { kind: K }>> {
    this.child.send(ask);
    return this.expect(kind);
  }

  /** Waits for an answer of this kind; anything else is an error of the bench. */
  async expect<K extends Answer['kind']>(kind: K): Promise<Extract<Answer, { kind: K }>> {
    const answer = await this.next();
    if (!isKind(answer, kind)) throw new Error(`bench part said ${answer.kind} for ${kind}`);
    return answer;
  }

  /** Ends the part's process, gracefully when it still answers. */
  async stop(): Promise<void> {
    if (this.ended) return;
    const gone = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.send({ kind: 'stop' } satisfies Ask);
    const giveUp = setTimeout(() => this.child.kill('SIGKILL'), 20_000);
    await gone;
    clearTimeout(giveUp);
  }
}

function isKind<K extends Answer['kind']>(answer: Answer, kind: K): answer is Extract<Answer, { kind: K }> {
  return answer.kind === kind;
}

/** The child's side: answers every ask with what `answer` makes of it, and ends on `stop`. */
export function servePart(port: number, answer: (ask: Ask) => Promise<Answer> | Answer): void {
  const say = (what: Answer): void => void process.send?.(what);
  process.on('message', (message) => {
    void (async () => {
      const ask = message as Ask;
      const made = await answer(ask);
      if (ask.kind === 'stop') process.send?.(made, () => process.exit(0));
      else say(made);
    })().catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
  // A part never outlives the bench.
  process.on('disconnect', () => process.exit(1));
  say({ kind: 'ready', port });
}
