import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { handleEvent } from '../handlers/handleEvent';
import type { Channel } from './channels/channel';
import { createWebChannel } from './channels/web';
import { createTranscript } from './channels/web/transcript';
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
import { loginDoors, loginRoutes } from './http/loginRoutes';
import { createMetrics } from './http/metrics';
import { quotaRoutes } from './http/quotaRoutes';
import { createServer } from './http/server';
import { createSessions } from './http/session';
import { createSpeaker, sessionRoutes } from './http/sessionRoutes';
import { createAccept } from './inbox/accept';
import { createPriority } from './inbox/priority';
import { createRunner } from './inbox/runner';
import { eventKey, systemEvent } from './inbox/systemEvents';
import { createWorker } from './inbox/worker';
import { newId } from './lib/ids';
import type { Log } from './lib/log';
import { projectRoot } from './lib/projectRoot';
import { createChatClient, createSecondOpinion } from './llm';
import type { SecondOpinion } from './llm';
import { createMediaStore } from './media/mediaStore';
import { createSender } from './outbox/sender';
import { wakeWaiting } from './outbox/wake';
import { loginProviders } from './product/logins';
import { openPlatforms } from './product/platforms';
import { createPrepare } from './product/prepare';
import { createWebServer } from './product/webServer';

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
  const platforms = openPlatforms({
    config,
    store: channelStore,
    ledger,
    readMedia,
    metrics,
    log,
    accept: (event) => accept(event),
    async onReachable() {
      await wakeWaiting(store, 'wecomAibot.noRoute').catch((error: unknown) =>
        log.warn(errorFields(error), 'waiting messages were not woken'),
      );
      sender.nudge();
    },
  });
  const channels = new Map<string, Channel>([['web', createWebChannel(transcript)], ...platforms.channels]);
  const prepare = createPrepare({ manager: dataSource.manager, media, channels, readContacts: platforms.readContacts, log });

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
    open: new Set(channels.keys()),
    get publicUrl() {
      return publicUrl.value;
    },
    publishing: {
      publishers: platforms.publishers,
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
        "SELECT COUNT(*) AS n FROM inbox_event WHERE status = 'open' AND status <> 'done' AND notBefore <= 0",
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
  const providers = loginProviders(config, platforms);
  const app = createServer({
    callbacks: platforms.callbacks,
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
      quotaRoutes({ snapshot, speaker, quota: async () => platforms.dingtalk?.quota() ?? null }),
    ],
    webRoot: join(projectRoot(), 'web', 'dist'),
    ready: async () => (await dataSource.query('SELECT 1 AS ok')) !== null,
    metrics: async () => ({ type: metrics.registry.contentType, text: await metrics.registry.metrics() }),
    overHttps: () => publicUrl.value.startsWith('https:'),
    hosts: demo ? new Set(['127.0.0.1', 'localhost', '[::1]', '::1']) : null,
    log,
  });

  const server = createWebServer(app);

  return {
    store,
    seal,
    vault,
    /** Null without its credentials. */
    wecom: platforms.wecom,
    /** What is said here reaches nobody outside (ruling 29). */
    isDemo: demo,
    directory,
    media,
    channels,
    /** The smart robot, where there is one. */
    robot: platforms.aibot,
    transcript,
    accept,
    worker,
    sender,
    clock,
    settle,
    snapshot,
    moveClock,
    /** Starts the services of the configuration; resolves with the port when HTTP answers. */
    async start(): Promise<number> {
      await media.sweep(Date.now());
      let port = config.port;
      if (config.services.has('web')) {
        port = await server.listen(config.host, config.port);
        publicUrl.value = addressOf(config, port);
        await platforms.startDingtalk();
      }
      await platforms.startRobot();
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
      await platforms.closeDoor();
      server.closeDoor();
      await worker.stop();
      await indexer.stop();
      await sender.stop();
      // After the last message went out by it; what comes in until then is stored.
      await platforms.aibot?.stop();
      await server.close();
      await platforms.close();
    },
  };
}
