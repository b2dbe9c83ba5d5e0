import type { Middleware } from 'koa';
import type {
  AcceptedEvent,
  AcceptResult,
  Channel,
  ChannelLedger,
  ChannelStore,
  NoticeKind,
  Publish,
  PulledContacts,
} from '../channels/channel';
import { createDingtalkChannel, createRobotPublisher } from '../channels/dingtalk';
import type { DingtalkChannel } from '../channels/dingtalk';
import {
  createWecomChannel,
  createWecomPublishers,
  pullWecomContacts,
  wecomCallback,
  WECOM_CALLBACK_PATH,
  wecomContactsApi,
  wecomContactsCallback,
  WECOM_CONTACTS_PATH,
} from '../channels/wecom';
import { appBehind, createAibotChannel } from '../channels/wecomAibot';
import type { AibotChannel } from '../channels/wecomAibot';
import type { Config } from '../config';
import type { Metrics } from '../http/metrics';
import { addPlatformMetrics } from '../http/platformMetrics';
import { quotaEvent } from '../inbox/systemEvents';
import { newId } from '../lib/ids';
import type { Log } from '../lib/log';
import { wishesAnonymity } from '../understanding';

/** What the platforms need from the house. */
export interface PlatformDeps {
  readonly config: Config;
  readonly store: ChannelStore;
  readonly ledger: ChannelLedger;
  /** Bytes by content hash; rejects when there are none. */
  readonly readMedia: (hash: string) => Promise<Buffer>;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Puts an event on disk; see `Accept`. */
  readonly accept: (event: AcceptedEvent) => Promise<AcceptResult>;
  /** Somebody can be reached whom the robot could not reach before. Never rejects. */
  readonly onReachable: () => Promise<void>;
}

/** Every platform that the configuration names, ready to be started. */
export interface Platforms {
  /** By name; the web chat is not among them. */
  readonly channels: ReadonlyMap<string, Channel>;
  readonly wecom: ReturnType<typeof createWecomChannel> | null;
  readonly dingtalk: DingtalkChannel | null;
  readonly aibot: AibotChannel | null;
  /** Ways of publishing in groups, by their kind. */
  readonly publishers: ReadonlyMap<NoticeKind, Publish>;
  /** Routes of the callbacks, by path; to be mounted first (ruling 3). */
  readonly callbacks: ReadonlyMap<string, Middleware>;
  /** One reading of a platform's contacts; undefined where it is not set up. */
  readonly readContacts: (platform: 'wecom' | 'dingtalk') => Promise<PulledContacts | undefined>;
  /** Lets DingTalk in, over its Stream where that is the way. Every process with a door does it; of the connections the lease leaves one. */
  startDingtalk(): Promise<void>;
  startRobot(): Promise<void>;
  /** After this nothing new comes in from the Stream. */
  closeDoor(): Promise<void>;
  close(): Promise<void>;
}

/** Makes the channels of the platforms and their doors, with one line to the inbox for all of them. */
export function openPlatforms(deps: PlatformDeps): Platforms {
  const { config, store, ledger, readMedia, metrics, log } = deps;
  const house = { store, readMedia, machineNow: Date.now };
  const door = { log, newCorrelationId: newId, onRefused: metrics.refused };
  const counted = (channel: string) => (event: AcceptedEvent) => {
    metrics.accepted(channel);
    return deps.accept(event);
  };

  const wecom = config.wecom ? createWecomChannel(config.wecom, { ...house, log }) : null;
  const dingtalk = config.dingtalk
    ? createDingtalkChannel(config.dingtalk, {
        ...house,
        ...door,
        ledger,
        onBudget: async (status) => void (await deps.accept({ ...quotaEvent('dingtalk', status), correlationId: newId() })),
      })
    : null;
  if (dingtalk)
    addPlatformMetrics(metrics.registry, 'dingtalk', async () => ({ quota: await dingtalk.quota(), stream: dingtalk.stream() }));
  // Where nobody sends, no answer comes in time for the response of a callback.
  const hold = config.services.has('worker') ? {} : { holdMs: 0 };
  const aibot = config.wecomAibot
    ? createAibotChannel(
        { ...config.wecomAibot, ...hold },
        {
          ...house,
          ...door,
          ledger,
          staysSilent: wishesAnonymity,
          ...(wecom ? { app: appBehind(wecom) } : {}),
          onReachable: deps.onReachable,
        },
      )
    : null;
  const wecomGroups = createWecomPublishers({ apiBaseUrl: config.apiHosts.wecom, store, api: wecom?.api ?? null });
  const robotGroups = createRobotPublisher({ oapiBaseUrl: config.apiHosts.dingtalk, store, machineNow: Date.now });
  const members = config.wecom?.contacts?.secret ? wecomContactsApi(config.wecom, config.wecom.contacts.secret, store, log) : null;

  const callbacks = new Map<string, Middleware>();
  if (config.wecom) {
    const accept = counted('wecom');
    callbacks.set(WECOM_CALLBACK_PATH, wecomCallback({ settings: config.wecom, accept, machineNow: Date.now, ...door }));
    const { corpId, maxSkewMs, contacts } = config.wecom;
    if (contacts?.callback) {
      const settings = { corpId, ...contacts.callback, ...(maxSkewMs === undefined ? {} : { maxSkewMs }) };
      callbacks.set(WECOM_CONTACTS_PATH, wecomContactsCallback({ settings, accept, machineNow: Date.now, ...door }));
    }
  }
  for (const own of [dingtalk, aibot]) for (const [path, callback] of own?.callbacks ?? []) callbacks.set(path, callback);

  return {
    channels: new Map<string, Channel>([
      ...(wecom ? [['wecom', wecom] as const] : []),
      ...(dingtalk ? [['dingtalk', dingtalk] as const] : []),
      ...(aibot ? [['wecomAibot', aibot] as const] : []),
    ]),
    wecom,
    dingtalk,
    aibot,
    publishers: new Map([
      ...wecomGroups.publishers,
      ...robotGroups.publishers,
      ...(dingtalk ? [['dingtalkGroup', dingtalk.publish] as const] : []),
    ]),
    callbacks,
    async readContacts(platform) {
      if (platform === 'dingtalk') return dingtalk?.contacts();
      return wecom && config.wecom ? pullWecomContacts(wecom.api, config.wecom.corpId, members) : undefined;
    },
    async startDingtalk() {
      await dingtalk?.start(counted('dingtalk'));
    },
    async startRobot() {
      // Callbacks need no more than their door; the long connection is held where messages are sent from.
      if (aibot && (aibot.callbacks.size > 0 || config.services.has('worker'))) await aibot.start(counted('wecomAibot'));
    },
    async closeDoor() {
      await dingtalk?.closeDoor();
    },
    async close() {
      await Promise.all([wecom?.close(), members?.close(), dingtalk?.stop(), wecomGroups.close(), robotGroups.close()]);
    },
  };
}
