import { ref, shallowRef } from 'vue';
import type { Ref } from 'vue';
import type { ChatMessageDto, ClockDto } from '../../src/http/dto';
import { ApiError, getMessages, postAct, postPhoto, postText } from './api';
import type { Accepted } from './api';
import { t } from './i18n';
import { newClientId } from './ids';
import { echoOrder, leavesHole, mergeMessages } from './merge';
import type { Entry, EntryBody } from './merge';
import { openStream } from './stream';
import type { LinkState } from './stream';

/** Something the person did that has to reach the server once. */
type Outgoing =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'photo'; readonly file: File }
  | { readonly kind: 'act'; readonly act: Press };

/** A press on a button of a card. */
export interface Press {
  readonly cardId: string;
  readonly index: number;
  /** The button's text, for the echo. */
  readonly label: string;
  readonly selections: Readonly<Record<string, readonly string[]>>;
  readonly text?: string;
}

/** What the owner of a conversation hears. */
export interface ConversationEvents {
  /** Business time now, for the echoes. */
  now(): number;
  clock(clock: ClockDto): void;
  /** Messages of the bot came in or cards changed while the page was open (not on the first load). */
  arrived(added: readonly Entry[], changed: readonly Entry[]): void;
  /** The session is no longer good. */
  unauthorised(): void;
}

/** One person's chat with the bot: what is on the screen and what can be done. */
export interface Conversation {
  readonly personId: string | null;
  readonly entries: Ref<readonly Entry[]>;
  readonly link: Ref<LinkState>;
  /** The first page is here (possibly empty). */
  readonly loaded: Ref<boolean>;
  readonly loadError: Ref<string | null>;
  /** There are messages before the first shown. */
  readonly more: Ref<boolean>;
  readonly loadingOlder: Ref<boolean>;
  sendText(text: string): void;
  sendPhotos(files: readonly File[]): void;
  /** Resolves when the server has accepted the press, or to the reason why it has not. */
  press(press: Press): Promise<string | null>;
  /** Sends a failed message again under the same id, so that it cannot arrive twice. */
  resend(id: string): void;
  /** Takes a failed message off the screen. */
  discard(id: string): void;
  refresh(): Promise<void>;
  loadOlder(): Promise<void>;
  stop(): void;
}

/** Pauses before a failed send is tried again by itself. */
const RETRIES = [1_000, 3_000];

/** Opens the conversation of a person; `null` is the signed-in one. */
export function openConversation(personId: string | null, events: ConversationEvents): Conversation {
  const entries = shallowRef<readonly Entry[]>([]);
  const link = ref<LinkState>('connecting');
  const loaded = ref(false);
  const loadError = ref<string | null>(null);
  const more = ref(false);
  const loadingOlder = ref(false);
  const outgoing = new Map<string, Outgoing>();
  /** Said while the line was down; goes out by itself when the line is back. Presses do not: by then the card may say something else. */
  const waiting = new Set<string>();
  let queue: Promise<unknown> = Promise.resolve();
  let stopped = false;

  const take = (messages: readonly ChatMessageDto[], tell: boolean): void => {
    const merged = mergeMessages(entries.value, messages);
    entries.value = merged.entries;
    for (const message of messages) outgoing.delete(message.id);
    if (tell && merged.added.length + merged.changed.length > 0) events.arrived(merged.added, merged.changed);
  };

  const failed = (error: unknown): string => {
    if (error instanceof ApiError && error.status === 401) events.unauthorised();
    return error instanceof ApiError ? error.message : t('errors.network');
  };

  const refresh = async (): Promise<void> => {
    try {
      const page = await getMessages(personId);
      if (stopped) return;
      if (leavesHole(entries.value, page.messages, page.more)) entries.value = entries.value.filter((e) => e.version < 0);
      const oldest = entries.value.find((e) => e.version >= 0);
      if (oldest === undefined || (page.messages[0]?.order ?? Infinity) <= oldest.order) more.value = page.more;
      take(page.messages, loaded.value);
      loaded.value = true;
      loadError.value = null;
    } catch (error) {
      if (!stopped) loadError.value = failed(error);
    }
  };

  const loadOlder = async (): Promise<void> => {
    const oldest = entries.value.find((e) => e.version >= 0);
    if (loadingOlder.value || !more.value || oldest === undefined) return;
    loadingOlder.value = true;
    try {
      const page = await getMessages(personId, oldest.order);
      take(page.messages, false);
      more.value = page.more;
      loadError.value = null;
    } catch (error) {
      failed(error);
      loadError.value = t('errors.older');
    } finally {
      loadingOlder.value = false;
    }
  };

  const mark = (id: string, state: Entry['state'], error?: string): void => {
    entries.value = entries.value.map((e) => (e.id === id && e.version < 0 ? { ...e, state, error } : e));
  };

  const hand = (id: string, what: Outgoing): Promise<Accepted> => {
    switch (what.kind) {
      case 'text':
        return postText(personId, { clientId: id, text: what.text });
      case 'photo':
        return postPhoto(personId, id, what.file);
      case 'act': {
        const { cardId, index, selections, text } = what.act;
        return postAct(personId, { clientId: id, cardId, index, selections, ...(text === undefined ? {} : { text }) });
      }
    }
  };

  /** One after the other, so that the bot hears things in the order in which they were said. */
  const dispatch = (id: string): Promise<string | null> => {
    const attempt = async (): Promise<string | null> => {
      const what = outgoing.get(id);
      if (what === undefined) return null;
      for (let tries = 0; ; tries++) {
        try {
          const { message } = await hand(id, what);
          if (stopped) return null;
          outgoing.delete(id);
          if (message === undefined) mark(id, 'sent');
          else take([message], false);
          return null;
        } catch (error) {
          const pause = RETRIES[tries];
          if (stopped) return null;
          if (error instanceof ApiError && error.passing && pause !== undefined) {
            await new Promise((go) => setTimeout(go, pause));
            continue;
          }
          const sentence = failed(error);
          mark(id, 'failed', sentence);
          if (error instanceof ApiError && error.passing && what.kind !== 'act') waiting.add(id);
          return sentence;
        }
      }
    };
    const done = queue.then(attempt);
    queue = done;
    return done;
  };

  const echo = (what: Outgoing, body: EntryBody): Promise<string | null> => {
    const id = newClientId();
    outgoing.set(id, what);
    const order = echoOrder(entries.value);
    const entry: Entry = { id, direction: 'in', version: -1, order, at: events.now(), body, state: 'sending', changes: 0 };
    entries.value = [...entries.value, entry];
    return dispatch(id);
  };

  const resend = (id: string): void => {
    waiting.delete(id);
    if (!outgoing.has(id)) return;
    mark(id, 'sending');
    void dispatch(id);
  };

  const catchUp = async (): Promise<void> => {
    await refresh();
    if (loadError.value === null) [...waiting].forEach(resend);
  };

  const stream = openStream(personId, {
    message: (message) => take([message], true),
    clock: (clock) => events.clock(clock),
    state: (state) => (link.value = state),
    catchUp: () => void catchUp(),
  });
  void refresh();

  return {
    personId,
    entries,
    link,
    loaded,
    loadError,
    more,
    loadingOlder,
    sendText: (text) => void echo({ kind: 'text', text }, { kind: 'text', text }),
    sendPhotos: (files) => {
      for (const file of files) void echo({ kind: 'photo', file }, { kind: 'localImage', file });
    },
    press: (act) => echo({ kind: 'act', act }, { kind: 'pressed', text: act.label }),
    resend,
    discard: (id) => {
      outgoing.delete(id);
      waiting.delete(id);
      entries.value = entries.value.filter((e) => e.id !== id || e.version >= 0);
    },
    refresh,
    loadOlder,
    stop: () => {
      stopped = true;
      stream.stop();
    },
  };
}
