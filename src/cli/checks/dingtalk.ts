import {
  DINGTALK_CARDS_PATH,
  DINGTALK_EVENTS_PATH,
  DINGTALK_ROBOT_PATH,
  checkDingtalkSetUp,
  createDingtalkChannel,
  refusedCards,
  streamSeen,
} from '../../channels/dingtalk';
import { DINGTALK_STANDARD } from '../../config/dingtalk';
import type { DingtalkConfig } from '../../config/dingtalk';
import { createChannelLedger } from '../../db/channelLedger';
import { createChannelStore } from '../../db/channelStore';
import type { Store } from '../../db/store';
import { newId } from '../../lib/ids';
import { SILENT_LOG } from '../../lib/log';
import { fine, reasonOf, wrong } from './check';
import type { Check } from './check';

const TIMEOUT_MS = 10_000;
/** The platform sends a frame at least every 30 seconds; after three of them missing somebody should look. */
const SILENT_MS = 90_000;

/** What DingTalk itself says of the app: id and secret, the robot, the right to send and to make cards. */
export async function checkDingtalkApp(config: DingtalkConfig): Promise<readonly Check[]> {
  const findings = await checkDingtalkSetUp(config);
  return [
    ...findings.map((finding) =>
      finding.ok
        ? fine(`dingtalk.${finding.part}`, `dingtalk.${finding.part}Ok`, { clientId: config.clientId, robotCode: config.robotCode })
        : wrong(
            `dingtalk.${finding.part}`,
            finding.fault === 'quota' || finding.fault === 'busy' ? 'warn' : 'fail',
            finding.fault === 'permission' ? `dingtalk.${finding.part}Permission` : `dingtalk.fault.${finding.fault}`,
            { code: finding.code, detail: finding.detail, robotCode: config.robotCode },
          ),
    ),
    editionCheck(config),
  ];
}

function editionCheck({ editionName, edition }: DingtalkConfig): Check {
  const params = { calls: edition.callsPerMonth, messages: edition.messagesPerMonth, qps: edition.qps };
  const standard =
    edition.callsPerMonth === DINGTALK_STANDARD.callsPerMonth && edition.messagesPerMonth === DINGTALK_STANDARD.messagesPerMonth;
  if (editionName !== 'standard' && standard) return wrong('dingtalk.edition', 'warn', 'dingtalk.editionNumbers', params);
  return fine('dingtalk.edition', `dingtalk.edition.${editionName}`, params);
}

/** What our own tables say of it: the month's budget, cards that were refused, the Stream. */
export async function checkDingtalkState(store: Store, config: DingtalkConfig, now = Date.now()): Promise<readonly Check[]> {
  const channelStore = createChannelStore(store);
  const channel = createDingtalkChannel(config, {
    store: channelStore,
    ledger: createChannelLedger(store),
    readMedia: () => Promise.reject(new Error('the doctor sends nothing')),
    machineNow: () => now,
    log: SILENT_LOG,
    newCorrelationId: newId,
  });
  try {
    const { month, calls, messages, level } = await channel.quota();
    const params = { month, calls: calls.used, callsLimit: calls.limit, messages: messages.used, messagesLimit: messages.limit };
    const quota =
      level === 'ok'
        ? fine('dingtalk.quota', 'dingtalk.quota.ok', params)
        : wrong('dingtalk.quota', level === 'ended' ? 'fail' : 'warn', `dingtalk.quota.${level}`, params);
    const refused = await refusedCards(channelStore, config.clientId);
    const cards = refused.map(({ rung, code }) =>
      wrong('dingtalk.template', 'warn', `dingtalk.template.${rung}`, { code, template: config.cardTemplateId ?? '' }),
    );
    return [quota, ...cards, ...(config.mode === 'stream' ? [await streamCheck(channelStore, config, now)] : [])];
  } finally {
    await channel.stop();
  }
}

async function streamCheck(store: ReturnType<typeof createChannelStore>, config: DingtalkConfig, now: number): Promise<Check> {
  const seen = await streamSeen(store, config.clientId);
  if (seen === null) return wrong('dingtalk.stream', 'warn', 'dingtalk.stream.nobody');
  if (seen.state !== 'connected') return wrong('dingtalk.stream', 'fail', 'dingtalk.stream.broken', { reason: seen.lastFault ?? '?' });
  const seconds = seen.lastFrameAt === null ? null : Math.round((now - seen.lastFrameAt) / 1000);
  if (seconds !== null && seconds * 1000 > SILENT_MS) return wrong('dingtalk.stream', 'warn', 'dingtalk.stream.silent', { seconds });
  return fine('dingtalk.stream', 'dingtalk.stream.ok');
}

/** The addresses that the platform calls in HTTP mode. Asked the wrong way they have to refuse with 405: any other answer is somebody else's. */
export async function checkDingtalkCallbacks(config: DingtalkConfig): Promise<readonly Check[]> {
  const events = config.eventToken === undefined ? [] : [DINGTALK_EVENTS_PATH];
  const paths = [...(config.mode === 'http' ? [DINGTALK_ROBOT_PATH, DINGTALK_CARDS_PATH] : []), ...events];
  const { publicUrl } = config;
  if (paths.length === 0) return [];
  if (publicUrl === undefined) return [wrong('dingtalk.callback', 'fail', 'dingtalk.callbackNoUrl')];
  return Promise.all(paths.map((path) => checkAddress(`${publicUrl}${path}`)));
}

async function checkAddress(url: string): Promise<Check> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    if (response.status === 405) return fine('dingtalk.callback', 'callback.ok', { url });
    return wrong('dingtalk.callback', 'fail', 'callback.otherAnswer', { url, status: response.status });
  } catch (error) {
    return wrong('dingtalk.callback', 'fail', 'callback.unreachable', { url, reason: reasonOf(error) });
  }
}
