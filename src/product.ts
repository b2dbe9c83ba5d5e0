import { createServer as createHttpServer } from 'node:http';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Middleware } from 'koa';
import type { DataSource } from 'typeorm';
import { MediaFile } from '../entities';
import { handleEvent } from '../handlers/handleEvent';
import type { Channel, PulledContacts } from './channels/channel';
import { createWebChannel } from './channels/web';
import { createTranscript } from './channels/web/transcript';
import { createDingtalkChannel, createRobotPublisher } from './channels/dingtalk';
import type { DingtalkChannel } from './channels/dingtalk';
import { appBehind, createAibotChannel } from './channels/wecomAibot';
import type { AibotChannel } from './channels/wecomAibot';
import {
  createWecomChannel,
  createWecomPublishers,
  pullWecomContacts,
  wecomCallback,
  WECOM_CALLBACK_PATH,
  wecomContactsApi,
  wecomContactsCallback,
  WECOM_CONTACTS_PATH,
} from './channels/wecom';
import { createClock } from './clock/clock';
import { createSearchIndexer } from './ledger';
import { errorFields } from './lib/log';
import type { Config } from './config';
import { createChannelLedger } from './db/channelLedger';
import { createChannelStore } from './db/channelStore';
import { readInstallation } from './db/installation';
import { createStore } from './db/store';
import type { Store } from './db/store';
import { createDirectory } from './directory/directory';
import type { Corps, Snapshot } from './directory/directory';
import { createSeal, loadKeys } from './directory/seal';
import type { Keys } from './directory/seal';
import { createVault } from './directory/vault';
import { moveDemoClock } from './demo';
import type { ClockStep } from './demo';
import { chatRoutes } from './http/chatRoutes';
import type { ClockDto } from './http/dto';
import { formRoutes } from './http/formRoutes';
import { trackRequests } from './http/drain';
import type { RequestTracker } from './http/drain';
import { loginDoors, loginRoutes } from './http/loginRoutes';
import { createMetrics } from './http/metrics';
import { addPlatformMetrics } from './http/platformMetrics';
import { quotaRoutes } from './http/quotaRoutes';
import { createServer } from './http/server';
import { createSessions } from './http/session';
import { createSpeaker, sessionRoutes } from './http/sessionRoutes';
import { createAccept } from './inbox/accept';
import { createPriority } from './inbox/priority';
import { createRunner } from './inbox/runner';
import type { Prepared } from './inbox/runner';
import { eventKey, quotaEvent, systemEvent } from './inbox/systemEvents';
import type { SystemEvent } from './inbox/systemEvents';
import { createWorker } from './inbox/worker';
import { newId } from './lib/ids';
import type { Log } from './lib/log';
import { projectRoot } from './lib/projectRoot';
import { createChatClient, createSecondOpinion } from './llm';
import type { SecondOpinion } from './llm';
import { createMediaStore } from './media/mediaStore';
import { createSender } from './outbox/sender';
import { wakeWaiting } from './outbox/wake';
import { wishesAnonymity } from './understanding';
import { loginProviders } from './product/logins';

/** What the parts are made of. Tests hand in their own. */
export interface ProductOptions {
  readonly config: Config;
  readonly dataSource: DataSource;
  readonly demo: boolean;
  readonly log: Log;
  readonly keys?: Keys;
}

/** The whole product in one process, parts started as the configuration says. */
export type Product = Awaited<ReturnType<typeof createProduct>>;

/** How long a stop waits for requests under way to be answered. */
const LAST_ANSWERS_MS = 5000;

/** Address of the pages as people reach them. */
export function addressOf(config: Config, port: number): string {
  return config.publicUrl ?? `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${port}`;
}

/** Keys as the settings have them, from the environment, a file or `.env`. */
export function keyEnv(config: Config): Readonly<Record<string, string | undefined>> {
  return { SEALING_KEY: config.sealingKey ?? undefined, SESSION_KEY: config.sessionKey ?? undefined };
}

function secondOpinionOf(config: Config, log: Log, count: (outcome: string, tookMs: number) => void): SecondOpinion | null {
  if (config.llm === null) return null;
  return createSecondOpinion({
    ask: createChatClient(config.llm),
    timeoutMs: config.llm.timeoutMs,
    machineNow: Date.now,
    onOutcome(outcome, tookMs, status) {
      count(outcome, tookMs);
      if (outcome === 'refused') log.error({ status }, 'the language model refuses our key or address; it is not asked for a while');
      else if (outcome !== 'paused' && outcome !== 'busy') log.info({ outcome, tookMs, status }, 'second opinion');
    },
  });
}

/** The one corp of each platform that is set up (ruling 26). */
function corpsOf({ wecom, wecomAibot, dingtalk }: Config): Corps {
  const corpId = wecom?.corpId ?? wecomAibot?.corpId;
  return {
    ...(corpId === undefined ? {} : { wecom: corpId, wecomAibot: corpId }),
    ...(dingtalk ? { dingtalk: dingtalk.corpId } : {}),
  };
}

/** The composition root: every part is made here and handed what it needs; nothing reaches for anything by itself. */
export function createProduct(options: ProductOptions) {
  const { config, dataSource, demo, log } = options;
  const store: Store = createStore(dataSource);
  const keys = options.keys ?? loadKeys({ dataDir: config.dataDir, env: keyEnv(config), kind: store.kind });
  const seal = createSeal(keys);
  const vault = createVault(keys);
  const directory = createDirectory(store, corpsOf(config));
  const media = createMediaStore(join(config.dataDir, 'media'));
  const metrics = createMetrics(store);
  const channelStore = createChannelStore(store);
  const ledger = createChannelLedger(store);
  const transcript = createTranscript(store);

  const readMedia = async (hash: string): Promise<Buffer> => {
    const bytes = await media.read(hash);
    if (!bytes) throw new Error(`no media ${hash}`);
    return bytes;
  };
  const channels = new Map<string, Channel>([['web', createWebChannel(transcript)]]);
  const door = { log, newCorrelationId: newId, onRefused: metrics.refused };
  const wecom = config.wecom ? createWecomChannel(config.wecom, { store: channelStore, readMedia, machineNow: Date.now, log }) : null;
  if (wecom) channels.set('wecom', wecom);
  const dingtalk: DingtalkChannel | null = config.dingtalk
    ? createDingtalkChannel(config.dingtalk, {
        store: channelStore,
        ledger,
        readMedia,
        machineNow: Date.now,
        ...door,
        onBudget: async (status) => void (await accept({ ...quotaEvent('dingtalk', status), correlationId: newId() })),
      })
    : null;
  if (dingtalk) {
    channels.set('dingtalk', dingtalk);
    addPlatformMetrics(metrics.registry, 'dingtalk', async () => ({ quota: await dingtalk.quota(), stream: dingtalk.stream() }));
  }
  const aibot = config.wecomAibot ? robotOf(config.wecomAibot) : null;
  if (aibot) channels.set('wecomAibot', aibot);
  const open = new Set(channels.keys());
  const wecomGroups = createWecomPublishers({ apiBaseUrl: config.apiHosts.wecom, store: channelStore, api: wecom?.api ?? null });
  const robotGroups = createRobotPublisher({ oapiBaseUrl: config.apiHosts.dingtalk, store: channelStore, machineNow: Date.now });
  const wecomMembers = config.wecom?.contacts?.secret
    ? wecomContactsApi(config.wecom, config.wecom.contacts.secret, channelStore, log)
    : null;

  /** One reading of a platform's contacts; undefined where it is not set up. */
  async function readContacts(platform: 'wecom' | 'dingtalk'): Promise<PulledContacts | undefined> {
    if (platform === 'dingtalk') return dingtalk?.contacts();
    return wecom && config.wecom ? pullWecomContacts(wecom.api, config.wecom.corpId, wecomMembers) : undefined;
  }

  function robotOf(settings: NonNullable<Config['wecomAibot']>): AibotChannel {
    // Where nobody sends, no answer comes in time for the response of a callback.
    const hold = config.services.has('worker') ? {} : { holdMs: 0 };
    return createAibotChannel(
      { ...settings, ...hold },
      {
        store: channelStore,
        ledger,
        readMedia,
        machineNow: Date.now,
        ...door,
        staysSilent: wishesAnonymity,
        ...(wecom ? { app: appBehind(wecom) } : {}),
        async onReachable() {
          await wakeWaiting(store, 'wecomAibot.noRoute').catch((error: unknown) =>
            log.warn(errorFields(error), 'waiting messages were not woken'),
          );
          sender.nudge();
        },
      },
    );
  }

  /** Network and files of an event, before its transaction (ruling 25). */
  async function prepare(event: SystemEvent): Promise<Prepared> {
    if (event.kind === 'destroyOriginal') {
      const file = await dataSource.manager.findOneBy(MediaFile, { hash: event.hash });
      if (file?.originalHash) await media.destroyOriginal(file.originalHash);
      return {};
    }
    if (event.kind === 'command' && event.command.kind === 'people.sync') {
      const contacts = await readContacts(event.command.platform);
      return contacts ? { contacts } : {};
    }
    if (event.kind === 'pullContacts') {
      const contacts = await readContacts(event.channel);
      // What the platform owes us is asked for again; what an operator has to mend is told.
      if (contacts?.ok === false && contacts.key === 'noAnswer')
        throw new Error(`contacts not read yet: ${contacts.code} ${contacts.detail}`);
      return contacts ? { contacts } : {};
    }
    if (event.kind !== 'mediaArrived') return {};
    const fetched = await channels.get(event.channel)?.fetchMedia?.(event.corp, event.media);
    if (!fetched) return { media: { ok: false, code: 'notFetched' } };
    if (!fetched.ok) {
      if (fetched.class !== 'refused') throw new Error(`media not fetched yet: ${fetched.code} ${fetched.detail}`);
      log.warn({ code: fetched.code, detail: fetched.detail }, 'media could not be fetched');
      return { media: { ok: false, code: 'notFetched' } };
    }
    const stored = event.media.kind === 'image' ? await media.storeImage(fetched.bytes) : await media.storeBytes(fetched.bytes);
    return stored.ok ? { media: { ok: true, stored } } : { media: { ok: false, code: stored.code } };
  }

  const secondOpinion = secondOpinionOf(config, log, (outcome, tookMs) => metrics.secondOpinion(outcome, tookMs));
  const run = createRunner({
    store,
    directory,
    seal,
    channels,
    handle: handleEvent,
    prepare,
    ...(secondOpinion ? { secondOpinion } : {}),
    log,
  });
  const publicUrl = { value: addressOf(config, config.port) };
  const priority = createPriority();
  const sender = createSender({
    store,
    hold: () => priority.hold(),
    directory,
    seal,
    channels,
    open,
    get publicUrl() {
      return publicUrl.value;
    },
    publishing: {
      publishers: new Map([
        ...wecomGroups.publishers,
        ...robotGroups.publishers,
        ...(dingtalk ? [['dingtalkGroup', dingtalk.publish] as const] : []),
      ]),
      unlock: (groupId, locked) => vault.unlock(groupId, locked),
      async report({ groupId, fault }) {
        const key = eventKey('noticeGroupState', newId());
        const event = systemEvent({ kind: 'noticeGroupState', groupId, fault }, key, `noticeGroup:${groupId}`);
        await accept({ ...event, correlationId: newId() });
      },
    },
    log,
    onSettled: (status, channel) => metrics.settled(status, channel),
  });
  const worker = createWorker({
    store,
    run,
    log,
    hold: () => priority.hold(),
    onTold: () => sender.nudge(),
    onOutcome: (report, event) => {
      metrics.outcome(report.outcome, event.channel);
      log.info({ correlationId: event.correlationId, seq: event.seq, outcome: report.outcome, reason: report.reason }, 'event worked');
    },
  });
  const accept = createAccept(store, (count) => {
    priority.accepted(count);
    worker.nudge();
  });
  const clock = createClock({ store, accept, log });
  const indexer = createSearchIndexer({
    store,
    hold: () => priority.hold(),
    onError: (error) => log.error(errorFields(error), 'search index could not be written'),
  });

  /** Works inbox and outbox until both are quiet. */
  async function settle(): Promise<void> {
    for (let i = 0; i < 50; i += 1) {
      await worker.drain();
      await sender.drain();
      const rows: { n: number | string }[] = await dataSource.query(
        "SELECT COUNT(*) AS n FROM inbox_event WHERE status = 'open' AND notBefore <= 0",
      );
      if (Number(rows[0]?.n ?? 0) === 0) return;
    }
  }

  async function snapshot(): Promise<Snapshot> {
    const { directoryVersion } = await readInstallation(dataSource.manager, Date.now());
    return directory.snapshot(dataSource.manager, directoryVersion);
  }

  async function clockDto(): Promise<ClockDto> {
    const { now } = await readInstallation(dataSource.manager, await store.machineNow());
    return { now, nextDue: demo ? await clock.nextDue() : null, movable: demo };
  }

  let moving: Promise<void> = Promise.resolve();
  /** One move after the other, however often the button is pressed. */
  function moveClock(step: ClockStep): Promise<void> {
    moving = moving.catch(() => undefined).then(() => moveDemoClock(store, clock, step, settle));
    return moving;
  }

  const sessions = createSessions(store, keys.session);
  const speaker = createSpeaker(demo, sessions, snapshot);
  const callbacks = new Map<string, Middleware>();
  if (config.wecom) {
    callbacks.set(
      WECOM_CALLBACK_PATH,
      wecomCallback({
        settings: config.wecom,
        accept: (event) => {
          metrics.accepted('wecom');
          return accept(event);
        },
        machineNow: Date.now,
        ...door,
      }),
    );
  }
  const contactsDoor = config.wecom?.contacts?.callback;
  if (config.wecom && contactsDoor) {
    const { corpId, maxSkewMs } = config.wecom;
    callbacks.set(
      WECOM_CONTACTS_PATH,
      wecomContactsCallback({
        settings: { corpId, ...contactsDoor, ...(maxSkewMs === undefined ? {} : { maxSkewMs }) },
        accept: (event) => {
          metrics.accepted('wecom');
          return accept(event);
        },
        machineNow: Date.now,
        ...door,
      }),
    );
  }
  if (dingtalk) for (const [path, callback] of dingtalk.callbacks) callbacks.set(path, callback);
  if (aibot) for (const [path, callback] of aibot.callbacks) callbacks.set(path, callback);
  const providers = loginProviders(config, { wecom, dingtalk });
  const app = createServer({
    callbacks,
    routers: [
      sessionRoutes({ demo, sessions, snapshot, doors: (ctx) => loginDoors(providers, ctx), clock: clockDto, moveClock }),
      loginRoutes({
        providers,
        sessions,
        snapshot,
        publicUrl: () => publicUrl.value,
        key: keys.session,
        machineNow: Date.now,
        async claim(key, ttlMs) {
          const owner = newId();
          const [first] = await ledger.claim([{ key, owner }], ttlMs);
          return first === owner ? owner : null;
        },
        log,
      }),
      chatRoutes({ store, accept, media, transcript, speaker, clock: clockDto }),
      formRoutes({ store, media, snapshot, speaker }),
      quotaRoutes({ snapshot, speaker, quota: async () => dingtalk?.quota() ?? null }),
    ],
    webRoot: join(projectRoot(), 'web', 'dist'),
    ready: async () => (await dataSource.query('SELECT 1 AS ok')) !== null,
    metrics: async () => ({ type: metrics.registry.contentType, text: await metrics.registry.metrics() }),
    overHttps: () => publicUrl.value.startsWith('https:'),
    hosts: demo ? new Set(['127.0.0.1', 'localhost', '[::1]', '::1']) : null,
    log,
  });

  let server: Server | null = null;
  let requests: RequestTracker | null = null;

  return {
    store,
    seal,
    vault,
    /** Null without its credentials. */
    wecom,
    /** What is said here reaches nobody outside (ruling 29). */
    isDemo: demo,
    directory,
    media,
    channels,
    /** The smart robot, where there is one. */
    robot: aibot,
    transcript,
    accept,
    worker,
    sender,
    clock,
    settle,
    snapshot,
    moveClock,
    app,
    /** Starts the services of the configuration; resolves with the port when HTTP answers. */
    async start(): Promise<number> {
      await media.sweep(Date.now());
      let port = config.port;
      if (config.services.has('web')) {
        const answer = app.callback();
        server = createHttpServer((request, response) => void answer(request, response));
        requests = trackRequests(server);
        server.headersTimeout = 10_000;
        server.requestTimeout = 60_000;
        await new Promise<void>((resolve, reject) => {
          server?.once('error', reject);
          server?.listen(config.port, config.host, resolve);
        });
        const address: AddressInfo | string | null = server.address();
        if (address !== null && typeof address !== 'string') port = address.port;
        publicUrl.value = addressOf(config, port);
        // Every process with a door starts it; of the Stream's connections the lease leaves one.
        await dingtalk?.start((event) => {
          metrics.accepted('dingtalk');
          return accept(event);
        });
      }
      // Callbacks need no more than their door; the long connection is held where messages are sent from.
      if (aibot && (aibot.callbacks.size > 0 || config.services.has('worker'))) {
        await aibot.start((event) => {
          metrics.accepted('wecomAibot');
          return accept(event);
        });
      }
      if (config.services.has('worker')) {
        worker.start();
        indexer.start();
        sender.start();
      }
      if (config.services.has('clock')) clock.start();
      return port;
    },
    /** Graceful stop: no new work, what is in flight is finished, leases are given back. */
    async stop(): Promise<void> {
      await clock.stop();
      await dingtalk?.closeDoor();
      const closing = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
      server?.closeIdleConnections();
      await worker.stop();
      await indexer.stop();
      await sender.stop();
      // After the last message went out by it; what comes in until then is stored.
      await aibot?.stop();
      await requests?.finished(LAST_ANSWERS_MS);
      server?.closeAllConnections();
      await closing;
      await Promise.all([wecom?.close(), wecomMembers?.close(), dingtalk?.stop(), wecomGroups.close(), robotGroups.close()]);
    },
  };
}
