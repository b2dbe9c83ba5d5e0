import type { HazardCase } from '../case';
import { receiptKeepers } from '../responsible';
import { limitFor } from '../policyTable';
import { closeOutNeeds, closersOf, gradeOf, levelOf, unionSignNeeded, type CloseOutNeed } from '../facts';
import type { Act, Draft } from './draft';

/** Nothing is missing any more: the closers are told and their limit begins. With something missing nothing happens. */
export function readyToClose(
  act: Act,
  draft: Draft,
  missing: readonly CloseOutNeed[],
  params: Readonly<Record<string, string | number>> = {},
): Draft {
  if (missing.length > 0) return draft;
  return draft.open('closeOut').tell(closersOf(draft.after, act.context.organisation).slice(0, 2), 'toCloseOut', params);
}

/**
 * What a passed verification starts: the reporters are asked, the union is asked to sign where it has to, and the receipts of
 * the dual report are asked for. A limit runs in any case, so that nothing lies here unseen.
 */
export function startSignOff(act: Act, draft: Draft): Draft {
  const { organisation, now } = act.context;
  const after: HazardCase = draft.after;
  if (after.reporters.length > 0) draft.open('reporterWord').tellReporters('askReporter');
  if (unionSignNeeded(after, organisation)) draft.open('unionSign').tellUnion('toSign');
  const missing = closeOutNeeds(after, organisation, now);
  const receipts = missing.filter((need) => need === 'receiptRegulator' || need === 'receiptCongress');
  if (receipts.length > 0)
    draft.open('closeOut').tell(receiptKeepers(after, organisation), 'receiptsNeeded', { lacks: receipts.join(',') });
  return readyToClose(act, draft, missing);
}

/** Time to mend what was sent back: the limit of the case while it runs, else a short one of its own; the case stays late. */
export function redoUntil(act: Act, after: HazardCase): number {
  const { now, organisation } = act.context;
  const short = now + after.policy.redoMs;
  const limit = limitFor(after.policy, 'rectify', gradeOf(after), after.danger, levelOf(after, organisation)) ?? 0;
  return after.dueAt === null ? now + limit : after.dueAt > now ? after.dueAt : short;
}
