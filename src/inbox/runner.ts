import type { EntityManager } from 'typeorm';
import { InboxEvent } from '../../entities';
import type { InboxOutcome } from '../../entities/InboxEvent';
import type { Channel, InboundEvent, PulledContacts } from '../channels/channel';
import { groupAddress, MalformedPayload } from '../channels/channel';
import { readInstallation } from '../db/installation';
import { drawNumber } from '../db/numbers';
import { updateRows } from '../db/rows';
import type { Store } from '../db/store';
import type { Directory, Snapshot } from '../directory/directory';
import type { Seal } from '../directory/seal';
import { dayOf } from '../domain/calendar';
import { appendAll } from '../journal/journal';
import { newId } from '../lib/ids';
import { errorFields } from '../lib/log';
import type { Log } from '../lib/log';
import type { Consultation, SecondOpinion } from '../llm';
import type { StoredMedia } from '../media/mediaStore';
import type { Recipient } from '../outbox/intents';
import type { Dialogue } from '../understanding/types';
import type { ClaimedEvent } from './claim';
import { loadDialogues, NO_DIALOGUES, saveDialogues } from './dialogues';
import { askBefore } from './secondOpinion';
import { systemEventSchema } from './systemEvents';
import type { SystemEvent } from './systemEvents';
import { isForSpeaker, toAlias, writeTold } from './told';
import type { Told } from './told';
import type { HandlerResult, Speaker, Work } from './work';

/** The lease of the event went to another process; nothing of this run was written. */
export class LeaseLost extends Error {
  readonly code = 'inbox.leaseLost';
}

/** What an event needs from outside is not to be had now; nothing is wrong with the event itself. */
export class NotYet extends Error {
  readonly code = 'inbox.notYet';
}

/** What an event turned out to be when its payload was read. */
export type DecodedEvent = InboundEvent | { readonly kind: 'system'; readonly event: SystemEvent };

/** Handles one decoded event; given by the composition root, so that the hallway knows no use case. */
export type Handle = (work: Work, event: DecodedEvent, prepared: Prepared) => Promise<HandlerResult>;

/** What was done outside of the transaction, before it began. */
export interface Prepared {
  readonly media?: { readonly ok: true; readonly stored: StoredMedia } | { readonly ok: false; readonly code: string };
  /** The contacts of a platform, for an event that asks for them; absent where the platform is not set up. */
  readonly contacts?: PulledContacts;
  /** A second opinion on the text of this message, when one was asked for. */
  readonly opinion?: Consultation;
}

export interface RunnerDependencies {
  readonly store: Store;
  readonly directory: Directory;
  readonly seal: Seal;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly handle: Handle;
  /** Network and files, never inside a transaction (ruling 25); rejects when it should be tried again later. */
  readonly prepare: (event: SystemEvent) => Promise<Prepared>;
  /** Asked about messages the rules doubt; absent when no endpoint is configured. */
  readonly secondOpinion?: SecondOpinion;
  readonly log: Log;
}

/** Outcome of one run, after its transaction has ended. */
export interface RunReport {
  readonly outcome: InboxOutcome;
  readonly reason: string | null;
  readonly told: number;
}

/**
 * Runs one claimed event. `leaveLane` is called when it begins to wait for somebody outside, so that other conversations are worked
 * meanwhile; the event keeps its lease.
 */
export type Run = (row: ClaimedEvent, leaveLane?: () => void) => Promise<RunReport>;

function decode(channels: ReadonlyMap<string, Channel>, row: Pick<ClaimedEvent, 'channel' | 'payload'>): DecodedEvent {
  if (row.channel === 'clock' || row.channel === 'system')
    return { kind: 'system', event: systemEventSchema.parse(JSON.parse(row.payload)) };
  const channel = channels.get(row.channel);
  if (!channel) throw new MalformedPayload(`no channel ${row.channel} in this process`);
  return channel.decode(row.payload);
}

/** The words of a message as a person typed or spoke them; null for everything else. */
function wordsOf(event: DecodedEvent): string | null {
  if (event.kind === 'text') return event.text;
  return event.kind === 'media' ? (event.media.transcript ?? null) : null;
}

function speakerOf(event: DecodedEvent, channel: string, snapshot: Snapshot): Speaker {
  if (event.kind === 'system') return { kind: 'system', name: channel === 'clock' ? 'clock' : 'system' };
  const found = snapshot.identities.find(event.sender);
  if (found.kind === 'unknown') return { kind: 'stranger', sender: event.sender, disabled: false };
  const person = snapshot.organisation.people.get(found.personId);
  if (found.kind === 'disabled' || !person || !person.active) return { kind: 'stranger', sender: event.sender, disabled: true };
  return { kind: 'person', person, identityId: found.identityId, sender: event.sender };
}

/** Where answers to the speaker go. Who is not known here may have no chat of his own with us. */
function askerOf(speaker: Speaker, inGroup: Recipient | null): Recipient | null {
  if (speaker.kind === 'system') return null;
  if (speaker.kind === 'person') return { kind: 'person', personId: speaker.person.id };
  return inGroup ?? { kind: 'address', ...speaker.sender };
}

interface FollowUp {
  readonly event: Parameters<Work['enqueue']>[0];
  readonly afterMs: number;
}

/** The group an event comes from. */
const groupOf = (event: DecodedEvent): string | undefined => (event.kind === 'system' ? undefined : event.chat?.id);

/** Says who sent a file to which case; of no use once the file is there. */
function isFetch(event: DecodedEvent): boolean {
  return event.kind === 'system' && event.event.kind === 'mediaArrived';
}

/**
 * The hallway: one event, one transaction. Actor and dialogue are looked up, the handler decides, and its changes, the journal, the
 * dialogue, what is to be said and the event's outcome are committed together or not at all.
 */
export function createRunner(deps: RunnerDependencies): Run {
  const { store, log } = deps;

  async function prepare(event: SystemEvent): Promise<Prepared> {
    try {
      return await deps.prepare(event);
    } catch (error) {
      throw new NotYet(error instanceof Error ? error.message : String(error), { cause: error });
    }
  }

  async function consult(row: ClaimedEvent, event: DecodedEvent, leaveLane: () => void): Promise<Prepared> {
    const text = wordsOf(event);
    const { secondOpinion, directory } = deps;
    if (secondOpinion === undefined || text === null) return {};
    const load = async (manager: EntityManager, conversation: string, now: number): Promise<Dialogue | null> =>
      (await loadDialogues(manager, conversation, groupOf(event), now)).before;
    const opinion = await askBefore({ store, directory, secondOpinion, loadDialogue: load, log }, row, {
      text,
      mayAsk: (snapshot) => speakerOf(event, row.channel, snapshot).kind === 'person',
      wordsOf: (channel, payload) => wordsOf(decode(deps.channels, { channel, payload })),
      leaveLane,
    });
    return opinion === null ? {} : { opinion };
  }

  async function finish(
    manager: EntityManager,
    row: ClaimedEvent,
    outcome: InboxOutcome,
    reason: string | null,
    answer: object | undefined,
    machineNow: number,
  ): Promise<void> {
    const done = await updateRows(
      manager,
      InboxEvent,
      { seq: row.seq, leaseToken: row.token },
      { status: 'done', outcome, reason, answer: answer ?? null, doneAt: machineNow, leaseToken: null, leaseUntil: null },
    );
    if (done !== 1) throw new LeaseLost(`event ${row.seq} is no longer ours`);
  }

  async function enqueue(manager: EntityManager, events: readonly FollowUp[], correlationId: string, machineNow: number): Promise<void> {
    for (const { event, afterMs } of events) {
      if (await manager.existsBy(InboxEvent, { eventKey: event.key })) continue;
      await manager.insert(InboxEvent, {
        eventKey: event.key,
        channel: event.channel,
        corp: event.corp,
        conversation: event.conversation,
        payload: event.payload,
        correlationId,
        receivedAt: machineNow,
        status: 'open',
        attempts: 0,
        notBefore: afterMs === 0 ? 0 : machineNow + afterMs,
        leaseToken: null,
        leaseUntil: null,
        outcome: null,
        reason: null,
        answer: null,
        doneAt: null,
      });
    }
  }

  return async (row, leaveLane = () => undefined) => {
    let event: DecodedEvent;
    try {
      event = decode(deps.channels, row);
    } catch (error) {
      log.warn({ correlationId: row.correlationId, seq: row.seq, ...errorFields(error) }, 'payload could not be read');
      await store.transaction(async (manager) =>
        finish(manager, row, 'failed', 'inbox.malformed', undefined, await store.machineNow(manager)),
      );
      return { outcome: 'failed', reason: 'inbox.malformed', told: 0 };
    }
    const prepared = event.kind === 'system' ? await prepare(event.event) : await consult(row, event, leaveLane);
    return store.transaction(async (manager) => {
      const machineNow = await store.machineNow(manager);
      const installation = await readInstallation(manager, machineNow);
      const snapshot = await deps.directory.snapshot(manager, installation.directoryVersion);
      const speaker = speakerOf(event, row.channel, snapshot);
      const told: Told[] = [];
      const lines: { chain: string; actor: string; action: string; data: Readonly<Record<string, unknown>> }[] = [];
      const followUps: FollowUp[] = [];
      const endings: (() => Promise<void>)[] = [];
      const sealedAs = new Map<string, string>();
      const said = event.kind === 'system' ? null : event;
      const dialogues = said !== null ? await loadDialogues(manager, row.conversation, groupOf(event), installation.now) : NO_DIALOGUES;
      const chat = said?.chat;
      const saysHere = chat !== undefined && deps.channels.get(row.channel)?.abilities.groupLines === true;
      const inGroup: Recipient | null =
        said !== null && chat !== undefined && saysHere
          ? { kind: 'address', channel: said.sender.channel, corp: said.sender.corp, userId: groupAddress(chat.id) }
          : null;
      const asker = askerOf(speaker, inGroup);
      const work: Work = {
        now: installation.now,
        manager,
        snapshot,
        organisation: snapshot.organisation,
        seal: deps.seal,
        speaker,
        conversation: row.conversation,
        group: chat === undefined ? null : { id: chat.id, saysHere },
        quietInGroup: false,
        sealedIn: sealedAs,
        dialogue: dialogues.before,
        correlationId: row.correlationId,
        log,
        tell: (to, what, options = {}) => void told.push({ to, what, options }),
        reply(what, options = {}) {
          if (asker !== null) told.push({ to: asker, what, options: { priority: 'answer', ...options }, answer: true });
        },
        replyFirst(what) {
          if (asker === null) return;
          // What goes to one recipient goes in its order: as the reporter of a case he is another than as himself.
          const to = told.find(isForSpeaker)?.to ?? asker;
          told.unshift({ to, what, options: { priority: 'answer' }, answer: true });
        },
        tells: (priority) => told.some(({ options }) => options.priority === priority),
        speaksSealed: (hazardId, alias) => void sealedAs.set(hazardId, alias),
        record: (chain, actor, action, data) => void lines.push({ chain, actor, action, data }),
        enqueue: (followUp, afterMs = 0) => void followUps.push({ event: followUp, afterMs }),
        atEnd: (ending) => void endings.push(ending),
        drawNumber: (kind) => drawNumber(manager, kind, Number(dayOf(installation.now).slice(0, 4))),
      };
      const result = await deps.handle(work, event, prepared);
      for (const ending of endings) await ending();
      const { evidence } = result;
      if (evidence) for (const chain of new Set(lines.map((line) => line.chain))) lines.push({ chain, actor: 'system', ...evidence });
      if (lines.length > 0)
        await appendAll(
          manager,
          lines.map((line) => ({ ...line, at: installation.now })),
        );
      if (said !== null) await saveDialogues(manager, row.conversation, dialogues, work.dialogue, installation.now);
      if (inGroup !== null && speaker.kind === 'person' && !work.quietInGroup && sealedAs.size === 0 && told.some(isForSpeaker))
        told.push({
          to: inGroup,
          what: { kind: 'groupLine' },
          options: { priority: 'notice', foldKey: `groupLine:${row.channel}:${chat?.id ?? ''}`.slice(0, 200), dueAt: installation.now },
        });
      const sealed = sealedAs.size > 0;
      const addressed = sealed ? told.map((one) => toAlias(one, sealedAs)) : told;
      const from = sealed ? { correlationId: null, seq: null } : { correlationId: row.correlationId, seq: said === null ? null : row.seq };
      await writeTold(manager, addressed, { now: installation.now, machineNow, ...from });
      if (followUps.length > 0) await enqueue(manager, followUps, sealed ? newId() : row.correlationId, machineNow);
      if (speaker.kind === 'person') {
        if (speaker.identityId !== null) await deps.directory.touchIdentity(manager, speaker.identityId, machineNow);
        else await deps.directory.adoptIdentity(manager, speaker.person.id, speaker.sender, machineNow);
      }
      await finish(manager, row, result.outcome, result.reason ?? null, result.answer, machineNow);
      // The web chat shows a person his own words from here; elsewhere they stand on his platform's screen.
      if ((sealed && row.channel !== 'web') || isFetch(event)) await manager.update(InboxEvent, { seq: row.seq }, { payload: '' });
      return { outcome: result.outcome, reason: result.reason ?? null, told: told.length };
    });
  };
}
