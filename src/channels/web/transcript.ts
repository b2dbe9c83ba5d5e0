import { EventEmitter } from 'node:events';
import { LessThan, MoreThan, Raw } from 'typeorm';
import { InboxEvent, WebMessage } from '../../../entities';
import { readInstallation } from '../../db/installation';
import type { Store } from '../../db/store';
import type { ChatBodyDto, ChatMessageDto, WebCardDto } from '../../http/dto';
import { parseWebPayload } from './index';
import type { WebPayload } from './index';

/** Written out, because SQLite uses an index of some rows only where it reads the condition in the question itself. */
export const OF_THE_WEB = Raw((channel) => `${channel} = 'web'`);

/** The conversation of the web chat with one person, as it stands in the database. */
export interface WebTranscript {
  put(personId: string, id: string, body: ChatBodyDto): Promise<void>;
  /** False when there is no such card. */
  replaceCard(personId: string, cardId: string, card: WebCardDto): Promise<boolean>;
  /** The newest `limit` messages before `before` (order, machine time), ascending; ours and his. */
  page(personId: string, before: number | null, limit: number): Promise<{ messages: ChatMessageDto[]; more: boolean }>;
  /** Messages of ours that are new or changed since `version`. */
  since(personId: string, version: number): Promise<{ messages: ChatMessageDto[]; version: number }>;
  /** Calls back when this process wrote something for the person; other processes are found by asking `since` again. */
  onChange(personId: string, listener: () => void): () => void;
  current(): Promise<number>;
}

/** Conversation key of a person in the inbox. */
export function webConversation(personId: string): string {
  return `web:local:${personId}`;
}

/** The person's own message as the page shows it. */
export function ownMessage(payload: WebPayload): ChatMessageDto {
  const frame = { id: payload.clientId, direction: 'in' as const, version: payload.order, order: payload.order, at: payload.at };
  switch (payload.kind) {
    case 'text':
      return { ...frame, body: { kind: 'text', text: payload.text } };
    case 'photo':
      return { ...frame, body: { kind: 'image', hash: payload.hash } };
    case 'notAPhoto':
      return { ...frame, body: { kind: 'text', text: '🖼' } };
    case 'act':
      return { ...frame, body: { kind: 'pressed', text: payload.text ? `${payload.label}:${payload.text}` : payload.label } };
  }
}

function dto(row: WebMessage): ChatMessageDto {
  return { id: row.id, direction: 'out', version: row.version, order: row.orderAt, at: row.at, body: row.body };
}

/** The transcript over the database: what we said is in its own table, what he said is what the inbox holds. */
export function createTranscript(store: Store): WebTranscript {
  const changes = new EventEmitter();
  changes.setMaxListeners(0);
  const { manager } = store.dataSource;
  let last = 0;
  /** Larger than any before, in this process; across processes the database's clock keeps them close enough to follow. */
  const nextVersion = async (): Promise<number> => {
    last = Math.max(last + 1, await store.machineNow());
    return last;
  };

  return {
    async put(personId, id, body) {
      const version = await nextVersion();
      const known = await manager.findOneBy(WebMessage, { id });
      if (known) return;
      const { now } = await readInstallation(manager, await store.machineNow());
      await manager.upsert(WebMessage, { id, personId, version, orderAt: version, at: now, body }, ['id']);
      changes.emit(personId);
    },
    async replaceCard(personId, cardId, card) {
      const row = await manager.findOneBy(WebMessage, { id: cardId, personId });
      if (!row) return false;
      const body: ChatBodyDto = { kind: 'card', cardId, card };
      if (JSON.stringify(row.body) === JSON.stringify(body)) return true;
      await manager.update(WebMessage, { id: cardId }, { body, version: await nextVersion() });
      changes.emit(personId);
      return true;
    },
    async page(personId, before, limit) {
      const edge = before ?? Number.MAX_SAFE_INTEGER;
      const out = await manager.find(WebMessage, {
        where: { personId, orderAt: LessThan(edge) },
        order: { orderAt: 'DESC' },
        take: limit + 1,
      });
      const inbox = await manager.find(InboxEvent, {
        where: { conversation: webConversation(personId), channel: OF_THE_WEB },
        order: { seq: 'DESC' },
        take: before === null ? limit + 1 : 500,
      });
      const own = inbox
        .filter((row) => row.payload !== '')
        .map((row) => ownMessage(parseWebPayload(row.payload)))
        .filter((m) => m.order < edge);
      const all = [...out.map(dto), ...own].sort((a, b) => b.order - a.order);
      return { messages: all.slice(0, limit).reverse(), more: all.length > limit };
    },
    async since(personId, version) {
      const rows = await manager.find(WebMessage, {
        where: { personId, version: MoreThan(version) },
        order: { version: 'ASC' },
        take: 200,
      });
      return { messages: rows.map(dto), version: rows.at(-1)?.version ?? version };
    },
    onChange(personId, listener) {
      changes.on(personId, listener);
      return () => changes.off(personId, listener);
    },
    async current() {
      const rows: { version: number | string | null }[] = await manager.query('SELECT MAX(version) AS version FROM web_message');
      return Number(rows[0]?.version ?? 0);
    },
  };
}
