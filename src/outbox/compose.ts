import type { EntityManager } from 'typeorm';
import { HazardReporter, JournalEntry, NoticeGroup, OneTimeLink } from '../../entities';
import type { OutboxMessage, CardInstance } from '../../entities';
import { buildMessage } from '../../cards';
import type { Built } from '../../cards';
import { cardActs } from '../../cards/card';
import type { Card, CardAct } from '../../cards/card';
import { renderDingtalkCard } from '../../cards/render/dingtalk';
import { renderWebCard } from '../../cards/render/web';
import { renderWecomCard, renderWecomUpdate } from '../../cards/render/wecom';
import type { RenderedBody } from '../channels/channel';
import { loadCases } from '../db/cases';
import { findRows } from '../db/rows';
import type { Snapshot } from '../directory/directory';
import type { Seal } from '../directory/seal';
import type { HazardCase } from '../domain/hazard/case';
import type { HazardAction } from '../domain/hazard/types';
import { HAZARD_ACTIONS } from '../domain/hazard/types';
import { translator } from '../lib/i18n';
import { newId, newSecret } from '../lib/ids';
import { allowedActions } from '../policies/hazardPolicy';
import type { OutboxTell, PileFacts, RenderedMessage, Tell, TellFacts } from './intents';
import { pileFacts } from './pile';
import { platformOf } from './publish';
import { addresseeOf, caseOfRecipient } from './reader';
import { hashToken, ONE_TIME_LINK_MS } from './oneTimeLink';

/** What composing needs besides the rows. */
export interface ComposeContext {
  readonly manager: EntityManager;
  readonly snapshot: Snapshot;
  readonly seal: Seal;
  /** Business and machine time, epoch ms. */
  readonly now: number;
  readonly machineNow: number;
  /** Absolute address of the product's pages, without a slash at the end. */
  readonly publicUrl: string;
  /** Channels of this installation. */
  readonly open: ReadonlySet<string>;
}

/** Facts that several messages of one batch share. */
export interface BatchFacts {
  readonly cases: ReadonlyMap<string, HazardCase>;
  readonly sealed: ReadonlyMap<string, string>;
  readonly piles: ReadonlyMap<string, PileFacts>;
}

/** A message ready to go, with the card rows that must be on disk before it goes; or why it need not be said. */
export type Composed =
  | { readonly kind: 'ready'; readonly rendered: RenderedMessage; readonly cards: readonly CardInstance[] }
  | { readonly kind: 'drop'; readonly reason: string; readonly dead: boolean };

const LATE_MS = 600_000;

/** Ids of the cases that a tell speaks of. */
export function casesOf(tell: OutboxTell): readonly string[] {
  switch (tell.kind) {
    case 'case':
    case 'ring':
    case 'photos':
      return [tell.hazardId];
    case 'similar':
      return [tell.hazardId, ...tell.candidates];
    case 'list':
      return tell.hazardIds;
    case 'digest':
      return [...tell.late, ...tell.today];
    case 'sentence':
    case 'ask':
    case 'dangerAdvice':
      return tell.hazardId ? [tell.hazardId] : [];
    case 'refresh':
      return tell.hazardId ? [tell.hazardId] : [];
    case 'notice':
      return tell.notice.what === 'danger' ? [tell.notice.hazardId] : [];
    case 'pile':
    case 'groupLine':
    case 'help':
    case 'privacy':
    case 'myData':
    case 'channels':
    case 'link':
      return [];
  }
}

/** Loads what a batch of messages speaks of, once. */
export async function batchFacts(
  manager: EntityManager,
  messages: readonly Pick<OutboxMessage, 'tell' | 'recipientKind' | 'recipient'>[],
): Promise<BatchFacts> {
  const ids = new Set<string>();
  const piles = new Map<string, PileFacts>();
  const sealedIn = new Set<string>();
  for (const m of messages) {
    for (const id of casesOf(m.tell)) ids.add(id);
    if (m.tell.kind === 'pile' && !piles.has(m.tell.key)) {
      const pile = await pileFacts(manager, m.tell.key);
      piles.set(m.tell.key, pile);
      for (const id of pile.hazardIds) ids.add(id);
    }
    const own = caseOfRecipient(m);
    if (own) {
      ids.add(own);
      sealedIn.add(own);
    }
  }
  const cases = new Map((await loadCases(manager, [...ids])).map((c) => [c.id, c]));
  const sealed = new Map<string, string>();
  if (sealedIn.size > 0) {
    for (const r of await findRows(manager, HazardReporter, { hazardId: [...sealedIn] })) {
      if (r.sealed !== null) sealed.set(`${r.hazardId}/${r.alias}`, r.sealed);
    }
  }
  return { cases, sealed, piles };
}

function isHazardAction(action: string): action is HazardAction {
  return HAZARD_ACTIONS.some((a) => a === action);
}

/** The last act of a case as its journal has it, for the line «who did what when». */
export async function lastActOf(manager: EntityManager, hazardId: string): Promise<TellFacts['lastAct']> {
  const rows = await manager.find(JournalEntry, { where: { chain: hazardId }, order: { seq: 'DESC' }, take: 5 });
  for (const row of rows) {
    if (isHazardAction(row.action))
      return { action: row.action, by: row.actor === 'clock' || row.actor === 'system' ? null : row.actor, at: row.at };
  }
  return undefined;
}

/** State and cycle that a card shows; a press of a flow act on another one is late. */
export function stateKeyOf(hazard: HazardCase | undefined): string | null {
  return hazard ? `${hazard.state}.${hazard.cycle}` : null;
}

interface Face {
  readonly built: Built;
  readonly facts: TellFacts;
}

/** A named reporter is one on every card of his own case. */
function aliasOf(hazard: HazardCase, personId: string): string | null {
  return hazard.reporters.find((r) => r.personId === personId)?.alias ?? null;
}

/** Builds the words of one tell for one reader. */
export function face(
  tell: Tell,
  reader: TellFacts['reader'],
  language: 'zh-CN' | 'en',
  batch: BatchFacts,
  context: Pick<ComposeContext, 'snapshot' | 'now'>,
  extra: Pick<TellFacts, 'link' | 'lastAct'> & { readonly lateSince?: number | null },
): Face {
  const { organisation } = context.snapshot;
  const cases = new Map<string, HazardCase>();
  const allowed = new Map<string, readonly HazardAction[]>();
  const pile = tell.kind === 'pile' ? batch.piles.get(tell.key) : undefined;
  for (const id of pile?.hazardIds ?? casesOf(tell)) {
    const hazard = batch.cases.get(id);
    if (!hazard) continue;
    cases.set(id, hazard);
    // Cases in a list, and those that may be the same, are named only: nothing is offered for them.
    if (reader.kind === 'stranger' || !('hazardId' in tell) || id !== tell.hazardId) continue;
    const who = { personId: reader.personId, alias: reader.kind === 'reporter' ? reader.alias : aliasOf(hazard, reader.personId) };
    allowed.set(id, allowedActions(hazard, who, organisation, context.now));
  }
  const facts: TellFacts = {
    now: context.now,
    organisation,
    reader,
    cases,
    allowed,
    lateSince: extra.lateSince ?? null,
    ...(pile === undefined ? {} : { pile }),
    ...(extra.link === undefined ? {} : { link: extra.link }),
    ...(extra.lastAct === undefined ? {} : { lastAct: extra.lastAct }),
  };
  return { built: buildMessage(tell, facts, translator(language)), facts };
}

async function makeLink(context: ComposeContext, personId: string, path: string): Promise<string> {
  const token = newSecret();
  await context.manager.insert(OneTimeLink, {
    tokenHash: hashToken(token),
    personId,
    path,
    expiresAt: context.machineNow + ONE_TIME_LINK_MS,
    redeemedAt: null,
  });
  return `${context.publicUrl}/l/${token}`;
}

/** What to type instead of pressing a button; null where the words alone would not say all that the button does. */
function wordsFor(batch: BatchFacts, language: 'zh-CN' | 'en'): (act: CardAct) => string | null {
  const t = translator(language);
  return (act) => {
    if (act.kind !== 'hazard' || Object.keys(act.args ?? {}).length > 0) return null;
    const number = batch.cases.get(act.hazardId)?.number;
    return number === undefined ? null : `${number} ${t(`hazard:words.${act.action}`)}`;
  };
}

/**
 * Renders a card for a channel; `fresh` false makes the form with which a card on the screen is replaced. `words` is for channels where a
 * button may have to be typed.
 */
export function renderFor(
  channel: string,
  card: Card,
  ids: { readonly cardId: string; readonly taskId: string },
  language: 'zh-CN' | 'en',
  publicUrl: string,
  linkUrl: ((path: string) => string) | undefined,
  fresh: boolean,
  words?: (act: CardAct) => string | null,
): { readonly payload: object; readonly leftOver?: string } {
  if (channel === 'dingtalk')
    return renderDingtalkCard(card, { cardId: ids.cardId, ...(linkUrl ? { linkUrl } : {}), ...(words ? { words } : {}) });
  // A robot takes the app's cards; what it does not know its channel takes out.
  if (channel === 'wecom' || channel === 'wecomAibot') {
    const t = translator(language);
    const context = {
      ...ids,
      url: `${publicUrl}/`,
      ...(linkUrl ? { linkUrl } : {}),
      words: { submit: t('cards:button.submit'), choose: t('cards:button.choose') },
    };
    return fresh ? renderWecomCard(card, context) : renderWecomUpdate(card, context);
  }
  return { payload: renderWebCard(card, { cardId: ids.cardId, href: linkUrl ?? ((path) => path) }) };
}

/**
 * Makes a message from today's facts: finds the reader, builds the words, renders them for his channel. Cards get an opaque id and a
 * row that says what their buttons mean; the row is on disk before the card goes (ruling 20).
 */
export async function compose(message: OutboxMessage, tell: Tell, batch: BatchFacts, context: ComposeContext): Promise<Composed> {
  const { snapshot } = context;
  if (message.recipientKind === 'group') return composeNotice(message, tell, batch, context);
  const to = addresseeOf(message, snapshot, batch.cases, context.seal, (h, a) => batch.sealed.get(`${h}/${a}`) ?? null, context.open);
  if (!to.ok) return { kind: 'drop', reason: to.reason, dead: to.reason === 'outbox.noAddress' };
  const { reader, language, address } = to;
  const link = tell.kind === 'link' && reader.kind !== 'stranger' ? await makeLink(context, reader.personId, tell.path) : undefined;
  const lateSince = message.dueAt !== null && context.now - message.dueAt > LATE_MS ? message.dueAt : null;
  const { built } = face(tell, reader, language, batch, context, { link, lateSince });
  if (tell.kind === 'ring') return composeRing(built, reader, context);
  if (built.kind === 'drop') return { kind: 'drop', reason: `overtaken.${built.reason}`, dead: false };
  const target = { channel: address.channel, corp: address.corp, userId: address.userId };
  if (built.kind === 'text') return { kind: 'ready', rendered: { ...target, parts: [{ kind: 'text', text: built.text }] }, cards: [] };

  const { card } = built;
  const acts = cardActs(card);
  const cardId = newId();
  const taskId = cardId;
  const links = new Map<string, string>();
  if (address.channel !== 'web' && reader.kind !== 'stranger') {
    for (const act of acts) if (act.kind === 'link') links.set(act.path, await makeLink(context, reader.personId, act.path));
  }
  const linkUrl = links.size > 0 ? (path: string) => links.get(path) ?? context.publicUrl : undefined;
  const words = wordsFor(batch, language);
  const { payload, leftOver } = renderFor(address.channel, card, { cardId, taskId }, language, context.publicUrl, linkUrl, true, words);
  const parts: RenderedBody[] = [{ kind: 'card', cardId, taskId, payload, fallbackText: built.text }];
  const hazardId = 'hazardId' in tell ? (tell.hazardId ?? null) : null;
  const hazard = hazardId === null ? undefined : batch.cases.get(hazardId);
  // Of two equal texts within two minutes the platform delivers one, so a text always names its case (ruling 24).
  const about = hazard && leftOver && !leftOver.includes(hazard.number) ? `【${hazard.number}】` : '';
  if (leftOver) parts.push({ kind: 'text', text: `${about}${leftOver}` });
  if (address.channel !== 'web') {
    // Photos cannot stand in a template card: at most three follow as pictures (ruling 21).
    for (const [i, photo] of (card.photos ?? []).slice(0, 3).entries())
      parts.push({ kind: 'image', hash: photo.hash, fileName: `${i + 1}.jpg` });
  }
  const row: CardInstance = {
    id: cardId,
    outboxId: message.id,
    recipientKind: message.recipientKind,
    recipient: message.recipient,
    hazardId,
    caseVersion: hazard?.version ?? 0,
    stateKey: stateKeyOf(hazard),
    acts,
    tell,
    channel: address.channel,
    corp: address.corp,
    taskId,
    updateCode: null,
    updateCodeUntil: null,
    state: 'live',
    sentAt: context.now,
  };
  return { kind: 'ready', rendered: { ...target, parts }, cards: [row] };
}

/** Rings on DingTalk, wherever he was written to: the only one of the platforms that can. */
function composeRing(built: Built, reader: TellFacts['reader'], { snapshot, open }: ComposeContext): Composed {
  if (built.kind !== 'text')
    return { kind: 'drop', reason: built.kind === 'drop' ? `overtaken.${built.reason}` : 'outbox.notMade', dead: false };
  const addresses = reader.kind === 'person' ? snapshot.addressesOf(reader.personId) : [];
  const address = addresses.find(({ channel }) => channel === 'dingtalk' && open.has(channel));
  if (!address) return { kind: 'drop', reason: 'outbox.noCall', dead: false };
  const { channel, corp, userId } = address;
  return { kind: 'ready', rendered: { channel, corp, userId, rings: true, parts: [{ kind: 'text', text: built.text }] }, cards: [] };
}

/** A notice says the same to everybody in its group; where the group is reached is looked up when it is sent. */
async function composeNotice(
  message: Pick<OutboxMessage, 'recipient'>,
  tell: Tell,
  batch: BatchFacts,
  context: ComposeContext,
): Promise<Composed> {
  const [group] = await findRows(context.manager, NoticeGroup, { id: message.recipient });
  if (!group) return { kind: 'drop', reason: 'outbox.groupRemoved', dead: false };
  const { built } = face(tell, { kind: 'stranger' }, 'zh-CN', batch, context, {});
  if (built.kind === 'drop') return { kind: 'drop', reason: `overtaken.${built.reason}`, dead: false };
  const target = { channel: platformOf(group.kind), corp: '', userId: group.id };
  return { kind: 'ready', rendered: { ...target, parts: [{ kind: 'text', text: built.text }] }, cards: [] };
}
