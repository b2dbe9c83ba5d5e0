import { eventKey, systemEvent } from '../../src/inbox/systemEvents';
import type { Work } from '../../src/inbox/work';

/** Somebody was disabled: what lay with him is handed on by an event of its own, which is in the inbox with this transaction. */
export function handOverOf(work: Work, personId: string): void {
  const key = eventKey('handOver', personId, work.correlationId);
  work.enqueue(systemEvent({ kind: 'handOver', personId }, key, `person:${personId}`));
}
