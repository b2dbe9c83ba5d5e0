import { fine, reasonOf, wrong } from './check';
import type { Config } from '../../config';
import type { Check } from './check';

const TIMEOUT_MS = 10_000;

/**
 * Each way to sign in sends the browser to the platform with our own address to come back to. Whether the platform takes that address is
 * known to its console alone, so the finding names what has to stand there.
 */
export async function checkLogins(config: Config): Promise<readonly Check[]> {
  const channels = (['wecom', 'dingtalk'] as const).filter((channel) => config[channel] !== null);
  const { publicUrl } = config;
  if (channels.length === 0) return [];
  if (publicUrl === null) return [wrong('login', 'warn', 'login.noPublicUrl')];
  return Promise.all(channels.map((channel) => checkLogin(channel, publicUrl)));
}

async function checkLogin(channel: 'wecom' | 'dingtalk', publicUrl: string): Promise<Check> {
  const url = `${publicUrl}/login/${channel}`;
  const back = `${url}/callback`;
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    const page = response.headers.get('location') ?? '';
    const leadsBack = URL.canParse(page) && new URL(page).searchParams.get('redirect_uri') === back;
    if (response.status !== 302) return wrong('login', 'warn', 'login.otherAnswer', { url, status: response.status });
    if (!leadsBack) return wrong('login', 'warn', 'login.otherAddress', { url, publicUrl });
    return fine('login', `login.${channel}Ok`, { host: new URL(publicUrl).host, back });
  } catch (error) {
    return wrong('login', 'warn', 'login.unreachable', { url, reason: reasonOf(error) });
  }
}
