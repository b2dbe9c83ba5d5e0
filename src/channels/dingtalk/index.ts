import { setTimeout as pause } from 'node:timers/promises';
import type { Middleware } from 'koa';
import type { Channel, ChannelLedger, ChannelStore, ContactsTried, Publish, PulledContacts, SendFailure, VouchedUser } from '../channel';
import { toSendFailure } from './answers';
import { DingtalkApi } from './api';
import { Budget } from './budget';
import type { BudgetStatus, LowBudget } from './budget';
import { createCall } from './call';
import { DINGTALK_CARDS_PATH, dingtalkCallbacks } from './callbacks';
import { pullDingtalkContacts, tryDingtalkContacts } from './contacts';
import { dingtalkUserOfCode } from './login';
import { decodeDingtalk } from './decode';
import { createDing, createRecall } from './extras';
import type { Ding, Recall } from './extras';
import { Door } from './door';
import type { Accept } from './door';
import { MediaFetcher } from './fetchMedia';
import { callbackRouteKey } from './ladder';
import { publishInGroups } from './publish';
import type { DoorDeps } from '../refuseCallback';
import { Sender } from './sender';
import { Sessions } from './sessions';
import { cardApiSecret } from './signatures';
import { corpOf } from './settings';
import type { DingtalkSettings } from './settings';
import { Stream, streamSeen } from './stream';
import type { StreamStatus } from './stream';
import { MAX_TEXT_BYTES } from './text';
import { STREAM_TIMING } from './timing';
import type { StreamTiming } from './timing';
import { UsedSignatures } from './usedSignatures';

export { DINGTALK_CARDS_PATH, DINGTALK_EVENTS_PATH, DINGTALK_ROBOT_PATH } from './callbacks';
export { dingtalkClientPage, dingtalkLoginUrl } from './login';
export type { BudgetLevel, BudgetStatus, LowBudget, MeterStatus } from './budget';
export { createRobotPublisher } from './publish';
export type { Ding, Recall } from './extras';
export { checkDingtalkSetUp } from './checkSetUp';
export type { SetUpFault, SetUpFinding, SetUpPart } from './checkSetUp';
export { refusedCards } from './ladder';
export { streamSeen } from './stream';
export type { StreamStatus } from './stream';
export type { StreamTiming } from './timing';
export { STANDARD_EDITION, corpOf } from './settings';
export type { DingtalkEdition, DingtalkSettings } from './settings';

/** What the channel needs from the house. */
export interface DingtalkChannelDeps extends DoorDeps {
  readonly store: ChannelStore;
  readonly ledger: ChannelLedger;
  /** Bytes by content hash; rejects when there are none. */
  readonly readMedia: (hash: string) => Promise<Buffer>;
  /** Epoch milliseconds by the machine's clock (ruling 6). */
  readonly machineNow: () => number;
  /** Told once a month for each level of the budget below `ok`, in rare cases again; resolves when somebody will be told for certain. */
  readonly onBudget?: (status: LowBudget) => Promise<void>;
  /** A pause while another process fetches a token; real time unless a test says otherwise. */
  readonly wait?: (ms: number) => Promise<void>;
  readonly random?: () => number;
  readonly timing?: Partial<StreamTiming>;
}

/** The channel, with what only the composition root and the set-up check use. */
export interface DingtalkChannel extends Channel {
  readonly update: NonNullable<Channel['update']>;
  readonly fetchMedia: NonNullable<Channel['fetchMedia']>;
  /** Routes of the platform's calls, by path; to be mounted first. In Stream mode there are none but that of events, if it is configured. */
  readonly callbacks: ReadonlyMap<string, Middleware>;
  /** Opens the ways in: the Stream, or the routes, which answer 500 before. Resolves at once; connecting goes on in the background. */
  start(accept: Accept): Promise<void>;
  /** Closes the Stream alone: what has come is stored and acknowledged. Sending goes on. */
  closeDoor(): Promise<void>;
  /** Closes everything: the ways in, counters are written, connections closed. */
  stop(): Promise<void>;
  /** Asks the platform for both tokens; tells what is wrong with credentials, address or network. */
  check(): Promise<{ readonly ok: true } | SendFailure>;
  /** The month's budget as it stands. */
  quota(): Promise<BudgetStatus>;
  /** The Stream as this process has it; null in HTTP mode. */
  stream(): StreamStatus | null;
  /** The Stream as the process that holds it said last, whichever that is; null in HTTP mode, or when none does. */
  streamAnywhere(): Promise<StreamStatus | null>;
  /** Whose code it is that came from a sign-in; never rejects. */
  userOfCode(code: string): Promise<VouchedUser>;
  /** Whether contacts can be read; tells the operator what is missing. */
  tryContacts(): Promise<ContactsTried>;
  /** Reads all departments and members the app may see (notes §8). */
  contacts(): Promise<PulledContacts>;
  readonly recall: Recall;
  /** Publishes in groups that the robot is in. */
  readonly publish: Publish;
  /** Only where the edition has it. */
  readonly ding?: Ding;
}

/** How often counted messages are written, milliseconds. */
const FLUSH_MS = 5_000;
/** A registered address of card callbacks is registered again after this. */
const REGISTERED_MS = 30 * 86_400_000;
const REGISTER_AGAIN_MS = 60_000;

/**
 * The channel of a DingTalk internal app with its robot: a single chat with every member, and the groups it is in, whose members are answered
 * in their own chats. Every call is first counted against the month's budget and the second's limit, across processes.
 */
export function createDingtalkChannel(settings: DingtalkSettings, deps: DingtalkChannelDeps): DingtalkChannel {
  const { store, ledger, machineNow, log } = deps;
  const budget = new Budget(settings, {
    store,
    ledger,
    machineNow,
    log,
    ...(deps.onBudget === undefined ? {} : { onLevel: deps.onBudget }),
  });
  const api = new DingtalkApi(settings, { store, budget, machineNow, log, wait: deps.wait ?? ((ms) => pause(ms)) });
  const sessions = new Sessions(settings, { store, machineNow });
  const sender = new Sender(settings, { ...deps, api, sessions });
  const fetcher = new MediaFetcher(api, settings);
  const used = new UsedSignatures(settings.clientId);
  let door: Door | null = null;
  let stopped = false;
  let closing: Promise<void> | null = null;
  let stream: Stream | null = null;
  let flushTimer: NodeJS.Timeout | null = null;
  let registerTimer: NodeJS.Timeout | null = null;

  const onFault = (error: unknown): void =>
    log.warn({ code: 'dingtalk.store', error: error instanceof Error ? error.message : String(error) }, 'dingtalk.store');
  const all = dingtalkCallbacks({
    settings,
    door: () => door,
    used,
    machineNow,
    log,
    newCorrelationId: deps.newCorrelationId,
    ...(deps.onRefused ? { onRefused: deps.onRefused } : {}),
  });
  // A door that is not meant to be open would be one to knock at with a stolen secret.
  const callbacks = new Map([...all].filter(([path]) => settings.mode === 'http' || path.endsWith('/events')));

  /** Tells the platform where card callbacks go, once for each address; tried again until it is known. */
  async function registerCards(): Promise<void> {
    if (settings.mode !== 'http' || settings.publicUrl === undefined) return;
    const callbackUrl = `${settings.publicUrl.replace(/\/+$/, '')}${DINGTALK_CARDS_PATH}`;
    const key = `dingtalk:${settings.clientId}:cardRoute`;
    if ((await store.get(key))?.value === callbackUrl) return;
    const body = { callbackRouteKey: callbackRouteKey(settings), callbackUrl, apiSecret: cardApiSecret(settings), forceUpdate: true };
    const result = await api.registerCardCallback(body, { priority: 0 });
    if (result.ok) return store.put(key, callbackUrl, machineNow() + REGISTERED_MS);
    log.error({ code: result.code, detail: result.detail }, 'dingtalk.cardRoute');
    if (toSendFailure(result).class !== 'refused') again();
  }
  function again(): void {
    registerTimer = setTimeout(() => void registerCards().catch(onFault), REGISTER_AGAIN_MS);
    registerTimer.unref();
  }

  const callsOf = (ding: Ding) => ({ ding, call: createCall(ding, settings, { store, machineNow }) });

  return {
    name: 'dingtalk',
    abilities: {
      cards: true,
      // A card could be replaced at any time, but every time is a call of the month: only what has been overtaken or pressed is.
      updateCards: false,
      groupLines: true,
      voiceTranscript: true,
      images: true,
      files: true,
      maxTextBytes: MAX_TEXT_BYTES,
      // Cards are recognised by their id, texts are not (ruling 24).
      recognisesRepeats: false,
    },
    decode: (payload) => decodeDingtalk(corpOf(settings), payload),
    send: (message) => sender.send(message),
    update: (update) => sender.update(update),
    fetchMedia: (_corp, media) => fetcher.fetch(media),
    callbacks,
    userOfCode: (code) => dingtalkUserOfCode(api, corpOf(settings), code),
    tryContacts: () => tryDingtalkContacts(api),
    contacts: () => pullDingtalkContacts(api, corpOf(settings)),
    recall: createRecall(api),
    publish: publishInGroups(api),
    ...(settings.edition.ding ? callsOf(createDing(api)) : {}),
    async start(accept) {
      if (door !== null || stopped || closing !== null) return;
      door = new Door(accept, { budget, sessions, onFault });
      flushTimer = setInterval(() => void budget.flush().catch(onFault), FLUSH_MS);
      flushTimer.unref();
      if (settings.mode === 'http') {
        registerCards().catch(onFault);
        return;
      }
      const timing = { ...STREAM_TIMING, ...deps.timing };
      stream = new Stream({ ...deps, settings, door, api, timing, random: deps.random ?? Math.random });
      stream.start();
    },
    async closeDoor() {
      closing ??= stream?.stop() ?? Promise.resolve();
      await closing;
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      await this.closeDoor();
      if (flushTimer !== null) clearInterval(flushTimer);
      if (registerTimer !== null) clearTimeout(registerTimer);
      await Promise.all([budget.flush().catch(onFault), sessions.settled()]);
      await Promise.all([api.close(), fetcher.close()]);
    },
    check: () => api.check(),
    quota: () => budget.status(),
    stream: () => stream?.look() ?? null,
    async streamAnywhere() {
      if (settings.mode === 'http') return null;
      const here = stream?.look();
      return here !== undefined && here.state !== 'waiting' ? here : streamSeen(store, settings.clientId);
    },
  };
}
