import type { EntityManager } from 'typeorm';
import { CardInstance, OutboxMessage } from '../../entities';
import type { Channel } from '../channels/channel';
import { readInstallation } from '../db/installation';
import { insertRows, updateRows } from '../db/rows';
import type { Store } from '../db/store';
import type { Directory } from '../directory/directory';
import type { Seal } from '../directory/seal';
import { backoff } from '../lib/backoff';
import { errorFields } from '../lib/log';
import type { Log } from '../lib/log';
import { createPasses } from '../lib/passes';
import { call } from './call';
import { claimMessages, giveBack, renewClaims } from './claim';
import { batchFacts, compose } from './compose';
import type { ComposeContext } from './compose';
import type { RenderedMessage } from './intents';
import { publish } from './publish';
import type { Publishing } from './publish';
import { refreshCards } from './refresh';
import { MAX_SEND_ATTEMPTS, NOTHING_SENT, OPERATOR_RETRY_MS, sendParts } from './sendParts';
import type { Settlement } from './sendParts';
import { settle } from './settle';
import type { Settled } from './settle';

const POLL_MS = 500;
const BATCH = 64;
const PARALLEL = 16;
/** No message is begun later than this after the batch was claimed. */
const PASS_MS = 10_000;
/** The lease of what is being sent is renewed this often. */
const RENEW_MS = 8_000;

export interface SenderDependencies {
  readonly store: Store;
  readonly directory: Directory;
  readonly seal: Seal;
  readonly channels: ReadonlyMap<string, Channel>;
  /** Channels this installation speaks on, in any of its processes. */
  readonly open: ReadonlySet<string>;
  readonly publicUrl: string;
  /** Groups to publish in; absent where this process has none. */
  readonly publishing?: Publishing;
  readonly log: Log;
  /** Resolves when it is this work's turn; accepting goes first. */
  readonly hold?: () => Promise<void>;
  readonly onSettled?: (status: 'sent' | 'dropped' | 'dead' | 'retry', channel: string) => void;
}

export interface Sender {
  start(): void;
  nudge(): void;
  /** Sends until nothing may go now. */
  drain(): Promise<void>;
  stop(): Promise<void>;
  inFlight(): number;
}

/** Whose messages keep their order among themselves: somebody reads in one chat what he is told as himself and as a reporter. */
function chatOf({ rendered, recipient }: OutboxMessage): string {
  return rendered === null ? recipient : `${rendered.channel}|${rendered.corp}|${rendered.userId}`;
}

/** Sends what lies in the outbox: words made of today's facts, limits respected, every attempt under a lease with its own token. */
export function createSender(deps: SenderDependencies): Sender {
  const { store, log } = deps;
  let busy = 0;
  const passes = createPasses({
    pass: onePass,
    everyMs: POLL_MS,
    onError: (error) => log.error(errorFields(error), 'outbox could not be read'),
  });

  /** Makes and keeps what is not made yet, so that a repeat after a crash says the same to the letter. */
  async function prepare(messages: readonly OutboxMessage[]): Promise<Map<string, Settlement>> {
    const settled = new Map<string, Settlement>();
    const unmade = messages.filter((m) => m.rendered === null && m.tell.kind !== 'refresh');
    if (unmade.length === 0) return settled;
    await store.transaction(async (manager) => {
      settled.clear();
      const context = await contextOf(manager);
      const batch = await batchFacts(manager, unmade);
      const cards: CardInstance[] = [];
      for (const message of unmade) {
        if (message.tell.kind === 'refresh') continue;
        try {
          const made = await compose(message, message.tell, batch, context);
          if (made.kind === 'drop') {
            settled.set(
              message.id,
              made.dead ? { kind: 'dead', code: made.reason, detail: '', rendered: null } : { kind: 'dropped', reason: made.reason },
            );
            continue;
          }
          message.rendered = made.rendered;
          cards.push(...made.cards);
          // The web chat's own database row is the delivery: it needs no memory of a first attempt.
          if (made.rendered.channel !== 'web')
            await updateRows(manager, OutboxMessage, { id: message.id, leaseToken: message.leaseToken ?? '' }, { rendered: made.rendered });
        } catch (error) {
          log.error({ outboxId: message.id, tell: message.tell.kind, ...errorFields(error) }, 'message could not be made');
          settled.set(message.id, { kind: 'dead', code: 'outbox.notMade', detail: errorFields(error).error, rendered: null });
        }
      }
      await insertRows(manager, CardInstance, cards);
    });
    return settled;
  }

  async function contextOf(manager: EntityManager): Promise<ComposeContext> {
    const machineNow = await store.machineNow(manager);
    const installation = await readInstallation(manager, machineNow);
    const snapshot = await deps.directory.snapshot(manager, installation.directoryVersion);
    return { manager, snapshot, seal: deps.seal, now: installation.now, machineNow, publicUrl: deps.publicUrl, open: deps.open };
  }

  async function sendOne(message: OutboxMessage): Promise<Settlement> {
    if (message.tell.kind === 'refresh') {
      await refreshCards(message.tell, { ...deps, contextOf });
      return { kind: 'sent', rendered: { channel: '', corp: '', userId: '', parts: [] }, sent: NOTHING_SENT };
    }
    const { rendered } = message;
    if (rendered === null) return { kind: 'retry', afterMs: 1000, code: 'outbox.notMade', detail: '', counts: true, rendered: null };
    if (rendered.rings) return call(message, rendered, deps.channels.get(rendered.channel));
    const settlement =
      message.recipientKind === 'group' && deps.publishing
        ? await publish(message, rendered, { store, publishing: deps.publishing })
        : await sendToPerson(message, rendered);
    if (settlement.kind === 'retry' && settlement.operator)
      log.error(
        { outboxId: message.id, channel: rendered.channel, code: settlement.code, detail: settlement.detail },
        'sending needs an operator',
      );
    return settlement;
  }

  async function sendToPerson(message: OutboxMessage, rendered: RenderedMessage): Promise<Settlement> {
    const channel = deps.channels.get(rendered.channel);
    if (channel) return sendParts(message, rendered, channel);
    const detail = rendered.channel;
    return { kind: 'retry', afterMs: OPERATOR_RETRY_MS, code: 'outbox.channelClosed', detail, counts: false, rendered: null };
  }

  async function onePass(): Promise<number> {
    await deps.hold?.();
    const manager = store.dataSource.manager;
    const installation = await readInstallation(manager, await store.machineNow(manager));
    const messages = await claimMessages(store, installation.now, BATCH);
    if (messages.length === 0) return 0;
    if (passes.stopping) {
      await giveBack(store, messages);
      return 0;
    }
    busy += messages.length;
    const until = Date.now() + PASS_MS;
    const left = new Set(messages);
    const beat = setInterval(() => {
      renewClaims(store, [...left]).catch((error: unknown) => log.warn(errorFields(error), 'lease could not be renewed'));
    }, RENEW_MS);
    try {
      const early = await prepare(messages);
      const queues = new Map<string, OutboxMessage[]>();
      for (const m of messages) {
        const chat = chatOf(m);
        queues.set(chat, [...(queues.get(chat) ?? []), m]);
      }
      const waiting = [...queues.values()];
      const results: Settled[] = [];
      const unsent: OutboxMessage[] = [];
      const lane = async (): Promise<void> => {
        for (let queue = waiting.shift(); queue; queue = waiting.shift()) {
          for (const message of queue) {
            const known = early.get(message.id);
            // A platform that does not answer must hold up neither what is urgent nor a graceful stop: the others go with the next pass.
            if (!known && (passes.stopping || Date.now() > until)) unsent.push(message);
            else results.push({ message, settlement: known ?? (await sendOne(message).catch((error: unknown) => failed(message, error))) });
          }
        }
      };
      await Promise.all(Array.from({ length: Math.min(PARALLEL, waiting.length) }, lane));
      for (const message of unsent) left.delete(message);
      await giveBack(store, unsent);
      await settle(store, results);
      report(results);
      return messages.length;
    } finally {
      clearInterval(beat);
      busy -= messages.length;
    }
  }

  function report(results: readonly Settled[]): void {
    for (const { message, settlement } of results) {
      deps.onSettled?.(settlement.kind, message.rendered?.channel ?? '');
      if (settlement.kind === 'dead')
        log.error(
          { outboxId: message.id, correlationId: message.correlationId, code: settlement.code, detail: settlement.detail },
          'message given up',
        );
    }
  }

  function failed(message: OutboxMessage, error: unknown): Settlement {
    log.error({ outboxId: message.id, ...errorFields(error) }, 'sending failed');
    const fault = { code: 'outbox.failed', detail: errorFields(error).error, rendered: message.rendered };
    if (message.attempts >= MAX_SEND_ATTEMPTS) return { kind: 'dead', ...fault };
    return { kind: 'retry', afterMs: backoff(message.attempts, 500, 60_000, Math.random()), counts: true, ...fault };
  }

  return {
    start: () => passes.start(),
    nudge: () => passes.nudge(),
    async drain() {
      await passes.run();
    },
    stop: () => passes.stop(),
    inFlight: () => busy,
  };
}
