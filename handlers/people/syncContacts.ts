import { ChannelState, InboxEvent } from '../../entities';
import type { PulledContacts } from '../../src/channels/channel';
import type { CliCommand } from '../../src/cli/commands';
import { syncPeople } from '../../src/directory/sync/syncPeople';
import type { SyncOutcome } from '../../src/directory/sync/syncPeople';
import { translator } from '../../src/lib/i18n';
import { eventKey, systemEvent } from '../../src/inbox/systemEvents';
import type { PullContacts } from '../../src/inbox/systemEvents';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE, refused } from '../../src/inbox/work';
import { handOverOf } from './leavers';

type Platform = PullContacts['channel'];

/** Changes come in bursts (a department is moved, a list is imported): one reading is made when it has been quiet for so long. */
const QUIET_MS = 60_000;
/** Who is missing is looked for once more after this, and disabled when he is missing still. */
const SECOND_LOOK_MS = 3_600_000;
/** Most lines of a sync in a terminal. */
const MOST_LINES = 300;
const t = translator('zh-CN');

/** The platform says that its contacts changed: they are read soon, unless that is in the inbox already. */
export async function contactsChanged(work: Work, channel: string, corp: string): Promise<HandlerResult> {
  if (channel !== 'wecom' && channel !== 'dingtalk') return DONE;
  await askForReading(work, { channel, corp }, QUIET_MS, `contacts:${channel}:${corp}`);
  return DONE;
}

/** Every platform that is set up is read once a day, whatever its events have said. */
export async function readContactsDaily(work: Work): Promise<void> {
  for (const channel of ['wecom', 'dingtalk'] as const) {
    const corp = work.snapshot.corps[channel];
    if (corp !== undefined) await askForReading(work, { channel, corp }, 0, `contacts:${channel}:${corp}`);
  }
}

/** A reading that nobody has begun yet will see everything that has happened until now. */
async function askForReading(
  work: Work,
  of: { readonly channel: Platform; readonly corp: string },
  afterMs: number,
  conversation: string,
): Promise<void> {
  if (await work.manager.existsBy(InboxEvent, { conversation, status: 'open' })) return;
  const key = eventKey('pullContacts', conversation, work.correlationId);
  work.enqueue(systemEvent({ kind: 'pullContacts', ...of }, key, conversation), afterMs);
}

/**
 * A reading of a platform's contacts, compared with the directory and written. Where it could not be made, or would disable too many, the
 * administrators are told once, until it has gone well again.
 */
export async function syncContacts(work: Work, event: PullContacts, pulled: PulledContacts | undefined): Promise<HandlerResult> {
  if (pulled === undefined) return refused('people.sync.notSetUp');
  const outcome = await syncPeople(work.manager, pulled, work.snapshot, { now: work.now, dryRun: false, confirmed: false });
  // Somebody changed the directory in between; it is compared again.
  if (outcome.reason === 'people.changedMeanwhile') throw new Error('the directory changed while its contacts were compared');
  const told = `people:told:${event.channel}:${event.corp}`;
  if (outcome.outcome === 'refused') {
    await tellAdministrators(work, event, pulled, outcome, told);
    return refused(outcome.reason ?? 'people.sync');
  }
  await work.manager.delete(ChannelState, { name: told });
  follow(work, event.channel, outcome);
  const { channel, corp } = event;
  if (outcome.missing > 0) await askForReading(work, { channel, corp }, SECOND_LOOK_MS, `contacts:${channel}:${corp}:again`);
  return DONE;
}

async function tellAdministrators(
  work: Work,
  { channel }: PullContacts,
  pulled: PulledContacts,
  outcome: SyncOutcome,
  told: string,
): Promise<void> {
  const reason = outcome.reason ?? '';
  const stopped = outcome.lines.find(({ key }) => key === 'stopped');
  const line = stopped ? { key: `stoppedAsk.${channel}`, params: stopped.params } : outcome.lines[0];
  const before = await work.manager.findOneBy(ChannelState, { name: told });
  if (line === undefined || before?.value === reason) return;
  if (before) await work.manager.update(ChannelState, { name: told }, { value: reason });
  else await work.manager.insert(ChannelState, { name: told, value: reason, expiresAt: null, leaseToken: null, leaseUntil: null });
  const detail = pulled.ok ? '' : pulled.detail;
  work.log.error({ correlationId: work.correlationId, channel, code: reason, detail }, 'the contacts need an operator');
  for (const { role, personId } of work.organisation.roles)
    if (role === 'administrator')
      work.tell({ kind: 'person', personId }, { kind: 'sentence', key: `people:sync.${line.key}`, params: line.params });
}

/** `people sync`: the same by command, in sentences for the terminal; a dry run only tells. */
export async function syncByCommand(
  work: Work,
  command: Extract<CliCommand, { kind: 'people.sync' }>,
  pulled: PulledContacts | undefined,
): Promise<HandlerResult> {
  if (pulled === undefined) return answer([t(`people:sync.notSetUp.${command.platform}`)], 'people.sync.notSetUp');
  const { dryRun, confirmed } = command;
  const outcome = await syncPeople(work.manager, pulled, work.snapshot, { now: work.now, dryRun, confirmed });
  if (outcome.outcome === 'done') {
    await work.manager.delete(ChannelState, { name: `people:told:${command.platform}:${work.snapshot.corps[command.platform] ?? ''}` });
    follow(work, command.platform, outcome);
  }
  const last = outcome.lines.slice(-3);
  const first = outcome.lines.slice(0, -3);
  const more = first.length - MOST_LINES;
  const lines = [...first.slice(0, MOST_LINES), ...(more > 0 ? [{ key: 'more', params: { count: more } }] : []), ...last];
  return answer(
    lines.map(({ key, params }) => t(`people:sync.${key}`, params)),
    outcome.outcome === 'refused' ? (outcome.reason ?? 'people.sync') : undefined,
  );
}

/** What follows from a sync: the journal, and what lay with those who left. */
function follow(work: Work, channel: Platform, { changes, disabled }: SyncOutcome): void {
  if (changes + disabled.length === 0) return;
  work.record('people', 'system', 'sync', { channel, changes, disabled });
  for (const personId of disabled) handOverOf(work, personId);
}

function answer(lines: readonly string[], reason?: string): HandlerResult {
  return { outcome: reason === undefined ? 'done' : 'refused', ...(reason === undefined ? {} : { reason }), answer: { lines } };
}
