import type { Middleware } from 'koa';
import type { Channel, SendFailure } from '../channel';
import { HttpClient } from '../wecom/http';
import { AIBOT_CALLBACK_PATH, aibotCallback } from './callback';
import { createDecode } from './decode';
import { failure, failureOf } from './errors';
import { HeldReplies } from './held';
import { Intake } from './intake';
import type { Accept } from './intake';
import { LongConnection } from './longConnection';
import { fetchAibotMedia } from './media';
import { OpenIds } from './openIds';
import { Routes } from './routes';
import { AibotSender } from './sender';
import type { AibotDeps, AibotSettings } from './settings';
import { MAX_CONTENT_BYTES } from './shape';

export { appBehind } from './appBehind';
export { AIBOT_CALLBACK_PATH } from './callback';
export type { AibotDeps, AibotDoor, AibotSettings, AppBehind } from './settings';

/** The channel, with what only the composition root and the set-up check use. */
export interface AibotChannel extends Channel {
  readonly update: NonNullable<Channel['update']>;
  readonly fetchMedia: NonNullable<Channel['fetchMedia']>;
  /** Routes of the callback door, to be mounted first; empty on the long connection. They take nothing in before `start`. */
  readonly callbacks: ReadonlyMap<string, Middleware>;
  /** Takes events in from now on; on the long connection this process stands for election. */
  start(accept: Accept): Promise<void>;
  /** No new events; those that have come are stored, the lease is given back, connections are closed. */
  stop(): Promise<void>;
  /** Whether the door is open, asked without disturbing it: a second connection would kick the first. */
  check(): Promise<{ readonly ok: true } | SendFailure>;
  /** One look at the leader's lease; runs by itself every ten seconds after `start`. */
  beat(): Promise<void>;
}

/**
 * The channel of a WeCom smart robot (智能机器人): one conversation with everybody who writes to it, in private or by mention in a group.
 * Answers go to the private chat. The payload of cards is that of the self-built app; what the robot does not know is taken out here.
 */
export function createAibotChannel(settings: AibotSettings, deps: AibotDeps): AibotChannel {
  const routes = new Routes(settings, deps.store, deps.machineNow);
  const openIds = new OpenIds(settings, deps);
  const intake = new Intake(settings, deps, openIds, routes);
  const held = new HeldReplies();
  const http = new HttpClient(settings.callTimeoutMs);
  const reaches = async (userId: string): Promise<boolean> => {
    if (deps.app !== undefined) return true;
    return settings.door.kind === 'socket' && (await routes.platformIdOf(userId)) !== null;
  };
  const connection = settings.door.kind === 'socket' ? new LongConnection(settings, deps, intake, reaches) : null;
  const sender = new AibotSender(settings, deps, { routes, held, http, connection });
  const callbacks = new Map<string, Middleware>();
  if (settings.door.kind === 'callback') callbacks.set(AIBOT_CALLBACK_PATH, aibotCallback({ settings, deps, intake, held, reaches }));
  let stopped: Promise<void> | null = null;
  const carriesFiles = connection !== null || deps.app !== undefined;
  return {
    name: 'wecomAibot',
    abilities: {
      cards: true,
      // Only in the answer to its own press.
      updateCards: false,
      voiceTranscript: true,
      images: carriesFiles,
      files: carriesFiles,
      maxTextBytes: MAX_CONTENT_BYTES,
      recognisesRepeats: false,
    },
    callbacks,
    decode: createDecode(settings.botName),
    send: (message) => sender.send(message),
    update: (update) => sender.update(update),
    fetchMedia: (_corp, media) => fetchAibotMedia(http, settings, media.ref),
    async start(accept) {
      intake.open(accept);
      await connection?.start();
    },
    stop() {
      stopped ??= (async () => {
        held.letGo();
        await connection?.stop();
        await http.close();
      })();
      return stopped;
    },
    async check() {
      if (connection === null || (await connection.isHeld())) return { ok: true };
      const errcode = await connection.refusal();
      return errcode === null ? failure('operator', 'notConnected', 'no process holds the long connection') : failureOf(errcode);
    },
    beat: () => connection?.beat() ?? Promise.resolve(),
  };
}
