import { checkCredentials } from '../../channels/wecom/checkCredentials';
import { hasPlatform } from '../../config';
import { fine, reasonOf, wrong } from './check';
import type { Config } from '../../config';
import type { Check } from './check';

const TIMEOUT_MS = 10_000;
const CALLBACK_PATH = '/callbacks/wecom';

/** The platform takes our credentials, from this address. */
export async function checkPlatform(config: Config): Promise<readonly Check[]> {
  if (!hasPlatform(config)) return [wrong('wecom', 'warn', 'wecom.none')];
  if (config.wecom === null) return [];
  const result = await checkCredentials(config.wecom);
  if (result.kind === 'ok') return [fine('wecom', 'wecom.ok', { corpId: config.wecom.corpId })];
  return [wrong('wecom', 'fail', `wecom.${result.kind}`, { code: result.code, detail: result.detail })];
}

/** The callback of the app can be reached under the public address, which is one of https. */
export async function checkCallback(config: Config): Promise<readonly Check[]> {
  if (config.wecom === null && (config.publicUrl === null || hasPlatform(config))) return [];
  if (config.publicUrl === null) return [wrong('callback', 'fail', 'callback.noPublicUrl')];
  const url = `${config.publicUrl}${CALLBACK_PATH}`;
  const plain = config.publicUrl.startsWith('https:') ? [] : [wrong('https', 'warn', 'callback.plain', { url: config.publicUrl })];
  return [await checkCallbackAddress('callback', url), ...plain];
}

/** A callback of WeCom, asked without a signature, has to refuse with 400 or 403: any other answer is somebody else's. */
export async function checkCallbackAddress(name: string, url: string): Promise<Check> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    if (response.status === 400 || response.status === 403) return fine(name, 'callback.ok', { url });
    return wrong(name, 'fail', 'callback.otherAnswer', { url, status: response.status });
  } catch (error) {
    return wrong(name, 'fail', 'callback.unreachable', { url, reason: reasonOf(error) });
  }
}
