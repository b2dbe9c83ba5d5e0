import type { QuotaLevel } from '../../src/inbox/systemEvents';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE } from '../../src/inbox/work';

/** Administrators hear in time that the month's budget of a platform runs low, and what follows from it; each level once a month. */
export async function tellOfQuota(work: Work, event: QuotaLevel): Promise<HandlerResult> {
  const params = {
    calls: event.calls.used,
    callsLimit: event.calls.limit,
    messages: event.messages.used,
    messagesLimit: event.messages.limit,
  };
  const administrators = new Set(work.organisation.roles.filter(({ role }) => role === 'administrator').map(({ personId }) => personId));
  for (const personId of administrators)
    work.tell({ kind: 'person', personId }, { kind: 'sentence', key: `handlers:quota.${event.level}`, params }, { priority: 'answer' });
  return DONE;
}
