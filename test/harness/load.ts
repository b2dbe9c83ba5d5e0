import { setTimeout as pause } from 'node:timers/promises';
import type { FakeWecom } from '../fakes/wecom/server';
import { ACCOUNTS } from './enterprise';
import { eventually } from './eventually';
import { wordsOf } from './people';
import type { TestDatabase } from './databases';

/** Reports of everybody, posted as a platform does: again and again until acknowledged, and never again after that. */
export interface Load {
  /** Acknowledged so far. */
  acknowledged(): number;
  /** Resolves when everything has been acknowledged. */
  readonly finished: Promise<void>;
}

/** The words of one report of a load; no two are alike. */
export function reportOf(i: number): string {
  return `一车间砂轮机防护罩坏了,编码${String(i).padStart(5, '0')}`;
}

/** Posts `count` reports over `lanes` connections to whatever server `url` names at the moment. */
export function startLoad(wecom: FakeWecom, count: number, url: () => string, lanes = 8): Load {
  let next = 0;
  let acknowledged = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) {
      const from = ACCOUNTS[i % ACCOUNTS.length] ?? '';
      const request = wecom.platform.sign(wecom.platform.textXml({ from, content: reportOf(i) }));
      for (;;) {
        const status = await wecom.platform.post(url(), request).then(
          (answer) => answer.status,
          () => 0,
        );
        if (status === 200) break;
        // Nobody listens while a server is down; the platform tries again a little later.
        await pause(20);
      }
      acknowledged += 1;
    }
  };
  return { acknowledged: () => acknowledged, finished: Promise.all(Array.from({ length: lanes }, lane)).then(() => undefined) };
}

/** What a killed process held is free at once, as if its lease had run out. */
export async function expireLeases(database: TestDatabase): Promise<void> {
  const { manager } = database.store.dataSource;
  await manager.query("UPDATE inbox_event SET leaseUntil = 0 WHERE status = 'leased'");
  await manager.query("UPDATE outbox_message SET leaseUntil = 0 WHERE status = 'sending'");
}

/** Resolves when every event has been worked and nothing is left to be sent; rejects with what is left. */
export async function quiet(database: TestDatabase): Promise<void> {
  const { manager } = database.store.dataSource;
  let left = '';
  await eventually(
    'inbox and outbox are empty',
    async () => {
      const open: unknown[] = await manager.query("SELECT seq, status, attempts FROM inbox_event WHERE status <> 'done'");
      const unsent: unknown[] = await manager.query(
        "SELECT status, attempts, errorCode, errorDetail FROM outbox_message WHERE status IN ('queued', 'sending')",
      );
      left = `${open.length} events and ${unsent.length} messages: ${JSON.stringify([open[0], unsent[0]])}`;
      return open.length === 0 && unsent.length === 0;
    },
    45_000,
  ).catch((error: unknown) => {
    throw new Error(`not quiet: ${left}`, { cause: error });
  });
}

/** Messages that somebody has on his screen twice; cards that a later one replaced count as they were sent. */
export function seenTwice(wecom: FakeWecom): readonly string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const delivery of wecom.deliveries) {
    const { task_id: _taskId, ...card } = { task_id: '', ...(delivery.body['template_card'] ?? {}) };
    const key = `${delivery.userId}: ${wordsOf({ ...delivery, shown: card })}`;
    if (seen.has(key)) twice.push(key);
    seen.add(key);
  }
  return twice;
}
