import { ChannelState } from '../../../entities';
import { createDingtalkChannel } from '../../channels/dingtalk';
import type { ContactsTried } from '../../channels/channel';
import { createWecomChannel, tryWecomContacts, WECOM_CONTACTS_PATH, wecomContactsApi } from '../../channels/wecom';
import type { Config } from '../../config';
import { createChannelLedger } from '../../db/channelLedger';
import { createChannelStore } from '../../db/channelStore';
import type { Store } from '../../db/store';
import { newId } from '../../lib/ids';
import { SILENT_LOG } from '../../lib/log';
import type { Terminal } from '../terminal';
import { fine, reasonOf, wrong } from './check';
import type { Check } from './check';

const TIMEOUT_MS = 10_000;

/** Whether the contacts of each platform can be read, and whether the last reading waits for somebody's word. */
export async function checkContacts(store: Store, config: Config, t: Terminal['t']): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const platform of ['wecom', 'dingtalk'] as const) {
    const corp = config[platform]?.corpId;
    if (corp === undefined) continue;
    const name = `contacts.${platform}`;
    const tried = platform === 'wecom' ? await tryWecom(store, config) : await tryDingtalk(store, config);
    // What is wrong with the app itself is a finding of its own.
    if (tried === null || (!tried.ok && (tried.key === 'credentials' || tried.key === 'untrustedAddress'))) continue;
    if (tried.ok) checks.push(fine(name, `contacts.${platform}Ok`));
    else {
      const problem = t(`people:sync.fault.${tried.channel}.${tried.key}`, { code: tried.code, detail: tried.detail });
      checks.push({ name, status: tried.key === 'noAnswer' ? 'warn' : 'fail', key: 'contacts.fault', params: { problem } });
    }
    const waits = await store.dataSource.manager.findOneBy(ChannelState, { name: `people:told:${platform}:${corp}` });
    if (waits?.value === 'people.tooManyLeave') checks.push(wrong(name, 'warn', 'contacts.waits', { platform }));
  }
  return checks;
}

async function tryWecom(store: Store, { wecom }: Config): Promise<ContactsTried | null> {
  if (wecom === null) return null;
  const channelStore = createChannelStore(store);
  const readMedia = (): Promise<Buffer> => Promise.reject(new Error('the doctor sends nothing'));
  const channel = createWecomChannel(wecom, { store: channelStore, readMedia, machineNow: Date.now, log: SILENT_LOG });
  const secret = wecom.contacts?.secret ?? null;
  const everybody = secret === null ? null : wecomContactsApi(wecom, secret, channelStore, SILENT_LOG);
  try {
    return await tryWecomContacts(channel.api, everybody);
  } finally {
    await Promise.all([channel.close(), everybody?.close()]);
  }
}

async function tryDingtalk(store: Store, { dingtalk }: Config): Promise<ContactsTried | null> {
  if (dingtalk === null) return null;
  const channel = createDingtalkChannel(dingtalk, {
    store: createChannelStore(store),
    ledger: createChannelLedger(store),
    readMedia: () => Promise.reject(new Error('the doctor sends nothing')),
    machineNow: Date.now,
    log: SILENT_LOG,
    newCorrelationId: newId,
  });
  try {
    return await channel.tryContacts();
  } finally {
    await channel.stop();
  }
}

/** The callback of the contact-sync. Asked without a signature it has to refuse with 400 or 403: any other answer is somebody else's. */
export async function checkContactsCallback({ wecom, publicUrl }: Config): Promise<readonly Check[]> {
  if (wecom === null) return [];
  const name = 'contacts.callback';
  if (!wecom.contacts?.callback) return [fine(name, 'contacts.noCallback')];
  if (publicUrl === null) return [];
  const url = `${publicUrl}${WECOM_CONTACTS_PATH}`;
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    if (response.status === 400 || response.status === 403) return [fine(name, 'callback.ok', { url })];
    return [wrong(name, 'fail', 'callback.otherAnswer', { url, status: response.status })];
  } catch (error) {
    return [wrong(name, 'fail', 'callback.unreachable', { url, reason: reasonOf(error) })];
  }
}
