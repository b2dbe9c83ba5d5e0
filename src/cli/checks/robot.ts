import { AIBOT_CALLBACK_PATH, createAibotChannel } from '../../channels/wecomAibot';
import { createChannelLedger } from '../../db/channelLedger';
import { createChannelStore } from '../../db/channelStore';
import { newId } from '../../lib/ids';
import { SILENT_LOG } from '../../lib/log';
import { fine, wrong } from './check';
import { checkCallbackAddress } from './platform';
import type { Config } from '../../config';
import type { Store } from '../../db/store';
import type { Check } from './check';

/** Whether a process holds the robot's long connection, as the database knows it: one made to find out would break the other. */
export async function checkRobotConnection(store: Store, config: Config): Promise<readonly Check[]> {
  const robot = config.wecomAibot;
  if (robot === null || robot.door.kind !== 'socket') return [];
  const channel = createAibotChannel(robot, {
    store: createChannelStore(store),
    ledger: createChannelLedger(store),
    readMedia: () => Promise.reject(new Error('nothing is sent')),
    machineNow: Date.now,
    log: SILENT_LOG,
    newCorrelationId: newId,
  });
  const result = await channel.check();
  await channel.stop();
  if (result.ok) return [fine('robot', 'robot.connected', { botId: robot.botId })];
  if (result.code === 'wecomAibot.notConnected') return [wrong('robot', 'warn', 'robot.notConnected')];
  return [wrong('robot', 'fail', 'robot.refused', { code: result.code, detail: result.detail })];
}

/** The robot's callback can be reached, and what it cannot do without the app of its corp. */
export async function checkRobot(config: Config): Promise<readonly Check[]> {
  const robot = config.wecomAibot;
  if (robot === null) return [];
  const alone = config.wecom === null ? [wrong('robot', 'warn', 'robot.alone')] : [];
  if (robot.door.kind !== 'callback' || config.publicUrl === null) return alone;
  return [await checkCallbackAddress('robot.callback', `${config.publicUrl}${AIBOT_CALLBACK_PATH}`), ...alone];
}
