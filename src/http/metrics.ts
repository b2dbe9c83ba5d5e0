import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Store } from '../db/store';

/** What an operator watches: accepted, worked, sent, waiting, dead. */
export interface Metrics {
  readonly registry: Registry;
  accepted(channel: string): void;
  readonly refused: (door: string, code: string) => void;
  outcome(outcome: string, channel: string): void;
  settled(status: string, channel: string): void;
  secondOpinion(outcome: string, tookMs: number): void;
}

/** Prometheus metrics; waiting rows are counted in the database when they are asked for. */
export function createMetrics(store: Store): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const accepted = new Counter({
    name: 'chabaocu_inbox_accepted_total',
    help: 'Events accepted durably',
    labelNames: ['channel'],
    registers: [registry],
  });
  /** Looking a label up costs as much as reading the call. */
  const acceptedBy = new Map<string, Counter.Internal>();
  const refused = new Counter({
    name: 'chabaocu_callbacks_refused_total',
    help: 'Callbacks refused at the door',
    labelNames: ['door', 'code'],
    registers: [registry],
  });
  const outcome = new Counter({
    name: 'chabaocu_inbox_outcomes_total',
    help: 'Events worked, by outcome',
    labelNames: ['outcome', 'channel'],
    registers: [registry],
  });
  const settled = new Counter({
    name: 'chabaocu_outbox_settled_total',
    help: 'Messages by how an attempt ended',
    labelNames: ['status', 'channel'],
    registers: [registry],
  });
  const opinions = new Histogram({
    name: 'chabaocu_second_opinion_seconds',
    help: 'Questions to the language model, by how they ended',
    labelNames: ['outcome'],
    buckets: [0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 5, 10],
    registers: [registry],
  });
  const count = async (sql: string): Promise<number> => {
    const rows: { n: number | string }[] = await store.dataSource.query(sql);
    return Number(rows[0]?.n ?? 0);
  };
  const waiting = (name: string, help: string, sql: string): Gauge =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await count(sql));
      },
    });
  waiting(
    'chabaocu_inbox_open',
    'Events accepted and not yet worked',
    "SELECT COUNT(*) AS n FROM inbox_event WHERE status IN ('open', 'leased') AND status <> 'done'",
  );
  waiting('chabaocu_inbox_failed', 'Events given up', "SELECT COUNT(*) AS n FROM inbox_event WHERE outcome = 'failed'");
  waiting(
    'chabaocu_outbox_waiting',
    'Messages not yet sent',
    "SELECT COUNT(*) AS n FROM outbox_message WHERE status IN ('queued', 'sending')",
  );
  waiting('chabaocu_outbox_dead', 'Dead letters', "SELECT COUNT(*) AS n FROM outbox_message WHERE status = 'dead'");
  return {
    registry,
    accepted(channel) {
      let mine = acceptedBy.get(channel);
      if (mine === undefined) acceptedBy.set(channel, (mine = accepted.labels({ channel })));
      mine.inc();
    },
    refused: (door, code) => refused.inc({ door, code }),
    outcome: (result, channel) => outcome.inc({ outcome: result, channel }),
    settled: (status, channel) => settled.inc({ status, channel }),
    secondOpinion: (how, tookMs) => opinions.observe({ outcome: how }, tookMs / 1000),
  };
}
