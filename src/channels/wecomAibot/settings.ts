import type { DoorDeps } from '../refuseCallback';
import type { CardUpdate, ChannelLedger, ChannelStore, OutboundMessage, SendResult } from '../channel';

/** How the robot is reached: by a callback URL, or by one long connection of ours. The platform allows one of them (notes §6). */
export type AibotDoor =
  | {
      readonly kind: 'callback';
      /** Token of the callback URL, 1–32 letters and digits. */
      readonly token: string;
      /** EncodingAESKey of the callback URL, 43 letters and digits; also the key of the files people send. */
      readonly encodingAesKey: string;
    }
  | {
      readonly kind: 'socket';
      /** Secret of the long connection. */
      readonly secret: string;
      /** `wss://openws.work.weixin.qq.com`, or a test's. */
      readonly wsUrl?: string;
    };

/** How one WeCom smart robot is reached and recognised. */
export interface AibotSettings {
  /** 企业ID; part of every key. */
  readonly corpId: string;
  /** Bot id, as it stands in `aibotid`. */
  readonly botId: string;
  readonly door: AibotDoor;
  /** Name with which people mention the robot in groups, taken out of their texts; without it a leading mention is taken out. */
  readonly botName?: string;
  /** Where `response_url` may lead besides https addresses of the platform: `https://qyapi.weixin.qq.com`, or a proxy or a test. */
  readonly apiBaseUrl?: string;
  /** Language of the robot's own few sentences; the reader is not known yet where they are said. */
  readonly language?: 'zh-CN' | 'en';
  /** How far a callback's timestamp may lie from our clock, in milliseconds; one hour by default (ruling 2). */
  readonly maxSkewMs?: number;
  /** Time for one call of the API, in milliseconds; ten seconds by default. */
  readonly callTimeoutMs?: number;
  /** How long a callback waits for the answer that goes into its own response, in milliseconds; 3.5 seconds by default, of the platform's five. */
  readonly holdMs?: number;
}

/** What the self-built app of the same corp does for the robot: names people, and carries what the robot may not say. */
export interface AppBehind {
  send(message: OutboundMessage): Promise<SendResult>;
  update(update: CardUpdate): Promise<SendResult>;
  /** Plain user ids by open user id; null for those the platform calls invalid (they are plain already, or not visible). */
  plainUserIds(openIds: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
}

/** What the channel needs from the house. */
export interface AibotDeps extends DoorDeps {
  readonly store: ChannelStore;
  readonly ledger: Pick<ChannelLedger, 'extend'>;
  /** Bytes by content hash; rejects when there are none. */
  readonly readMedia: (hash: string) => Promise<Buffer>;
  /** Epoch milliseconds by the machine's clock (ruling 6). */
  readonly machineNow: () => number;
  /** Whether nothing may be said in a group about these words. */
  readonly staysSilent?: (text: string) => boolean;
  /** Told when a robot without an app may speak to somebody whom it could not reach before; what waited for that may go. Never rejects. */
  readonly onReachable?: () => Promise<void>;
  /** The self-built app of the same corp, where there is one. */
  readonly app?: AppBehind;
}
