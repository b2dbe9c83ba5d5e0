import type { EntityManager } from 'typeorm';
import { readInstallation } from '../db/installation';
import type { Store } from '../db/store';
import type { Directory, Snapshot } from '../directory/directory';
import { errorFields } from '../lib/log';
import type { Log } from '../lib/log';
import type { Consultation, KnownPerson, SecondOpinion } from '../llm';
import type { Dialogue } from '../understanding/types';
import type { ClaimedEvent } from './claim';

/** What asking needs of the house. */
export interface OpinionDependencies {
  readonly store: Store;
  readonly directory: Directory;
  readonly secondOpinion: SecondOpinion;
  readonly loadDialogue: (manager: EntityManager, conversation: string, now: number) => Promise<Dialogue | null>;
  readonly log: Log;
}

/** The message in question. */
export interface OpinionRequest {
  readonly text: string;
  /** Nothing is asked for somebody who is not in the directory. */
  readonly mayAsk: (snapshot: Snapshot) => boolean;
  /** The words of a waiting event; null when it has none. May throw for what cannot be read. */
  readonly wordsOf: (channel: ClaimedEvent['channel'], payload: string) => string | null;
  /** Called when somebody outside begins to be waited for. */
  readonly leaveLane: () => void;
}

/** How often the conversation is looked at for something urgent while an answer is awaited, milliseconds. */
const LOOK_MS = 200;
/** and among so many that wait behind it. */
const LOOK_AHEAD = 2000;

function peopleOf(snapshot: Snapshot): readonly KnownPerson[] {
  return [...snapshot.organisation.people.values()].map(({ id, name }) => ({
    name,
    accounts: snapshot.addressesOf(id).map(({ userId }) => userId),
  }));
}

/**
 * Asks for a second opinion before the transaction of an event begins (ruling 25). Only reads; whatever goes wrong, the answer is null
 * and the rules' reading goes on. Events of one conversation are worked in order, so the waiting ends when one behind it tells of danger.
 */
export async function askBefore(deps: OpinionDependencies, row: ClaimedEvent, request: OpinionRequest): Promise<Consultation | null> {
  const { store, log, secondOpinion } = deps;
  const { manager } = store.dataSource;
  const urgent = new AbortController();
  let watch: NodeJS.Timeout | null = null;
  try {
    const { now, directoryVersion } = await readInstallation(manager, await store.machineNow());
    const snapshot = await deps.directory.snapshot(manager, directoryVersion);
    if (!request.mayAsk(snapshot)) return null;
    const dialogue = await deps.loadDialogue(manager, row.conversation, now);
    const look = async (): Promise<void> => {
      const waiting: Pick<ClaimedEvent, 'channel' | 'payload'>[] = await manager.query(
        `SELECT channel, payload FROM (SELECT seq, conversation, channel, payload FROM inbox_event WHERE status = 'open' AND status <> 'done' AND seq > ? ORDER BY seq LIMIT ${LOOK_AHEAD}) e WHERE conversation = ? ORDER BY seq LIMIT 10`,
        [row.seq, row.conversation],
      );
      const texts = waiting.map(({ channel, payload }) => request.wordsOf(channel, payload));
      if (texts.some((text) => text !== null && secondOpinion.isUrgent(text, snapshot.lexicon, now))) urgent.abort();
    };
    return await secondOpinion.ask({
      text: request.text,
      dialogue,
      lexicon: snapshot.lexicon,
      now,
      people() {
        request.leaveLane();
        // What cannot be looked at may be urgent.
        watch = setInterval(() => void look().catch(() => urgent.abort()), LOOK_MS);
        return peopleOf(snapshot);
      },
      urgent: urgent.signal,
    });
  } catch (error) {
    log.warn({ correlationId: row.correlationId, seq: row.seq, ...errorFields(error) }, 'no second opinion could be asked for');
    return null;
  } finally {
    if (watch !== null) clearInterval(watch);
  }
}
