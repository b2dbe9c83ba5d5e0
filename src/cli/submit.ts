import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { InboxEvent } from '../../entities';
import { eventKey, systemEvent } from '../inbox/systemEvents';
import { newId } from '../lib/ids';
import type { CliCommand, CliCommandResult } from './commands';
import { openEngine } from './engine';
import type { Product } from '../product';

/** A write, or how it is made with the installation's own parts. */
export type Submitted = CliCommand | ((product: Product) => Promise<CliCommand>);

/** A running server takes a command within a second; after this it is said that none did. */
const WAIT_MS = 60_000;

const answerSchema = z.object({ lines: z.array(z.string()) }).partial();

/**
 * Puts a write of the operator's into the inbox and waits for its outcome (ruling 9): a running server executes it; where none runs,
 * this process does. The same code, key and journal as every other event.
 */
export async function submitCommand(submitted: Submitted): Promise<CliCommandResult> {
  const engine = await openEngine();
  try {
    const key = eventKey('command', newId());
    const { product } = engine;
    const command = typeof submitted === 'function' ? await submitted(product) : submitted;
    await product.accept({ ...systemEvent({ kind: 'command', command }, key, 'operator'), correlationId: newId() });
    if (engine.mayWork) await product.settle();
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const row = await product.store.dataSource.manager.findOneBy(InboxEvent, { eventKey: key });
      if (row?.status === 'done') {
        const answer = answerSchema.safeParse(row.answer);
        return { outcome: row.outcome ?? 'failed', reason: row.reason, lines: answer.success ? (answer.data.lines ?? []) : [] };
      }
      if (Date.now() > deadline) return { outcome: 'failed', reason: 'command.nobodyAnswered', lines: [] };
      await pause(200);
    }
  } finally {
    await engine.close();
  }
}
