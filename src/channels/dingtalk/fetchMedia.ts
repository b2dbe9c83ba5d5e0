import { lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import type { FetchedMedia, RemoteMedia } from '../channel';
import { toSendFailure } from './answers';
import type { DingtalkApi } from './api';
import { faultOf } from './http';
import { textOf } from './json';
import type { DingtalkSettings } from './settings';

/** Bytes of one fetched file. */
export const MAX_FETCH_BYTES = 20 * 1024 * 1024;
const TIMEOUT_MS = 20_000;
/** What a person sent belongs to his report: fetched before reminders and notices are paid for. */
const PRIORITY = 1;

/** Addresses inside of somebody's network. */
const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
] as const)
  PRIVATE.addSubnet(net, bits);
for (const [net, bits] of [
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(net, bits);
for (const [net, bits] of [
  ['::', 128],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv6');

/** Whether an address is inside of a private network; IPv4 written as IPv6 is one of IPv4. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  return PRIVATE.check(mapped, isIP(mapped) === 6 ? 'ipv6' : 'ipv4');
}

/** Resolves names to public addresses only, at the moment of connecting, so that a name cannot change its mind in between. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 0);
    const open = addresses.filter(({ address }) => !isPrivateAddress(address));
    const [first] = open;
    if (first === undefined) return callback(Object.assign(new Error('private address'), { code: 'EPRIVATE' }), '', 0);
    if (options.all === true) return callback(null, open);
    callback(null, first.address, first.family);
  });
};

/** Fetches what people sent: asks for an address, then gets the file from it with none of our credentials. */
export class MediaFetcher {
  private readonly open = new Agent({ connections: 8, connect: { timeout: 5_000, lookup: publicLookup } });
  private readonly plain = new Agent({ connections: 8, connect: { timeout: 5_000 } });
  private readonly platformHosts: ReadonlySet<string>;

  constructor(
    private readonly api: DingtalkApi,
    settings: Pick<DingtalkSettings, 'apiBaseUrl' | 'oapiBaseUrl'>,
  ) {
    this.platformHosts = new Set([new URL(settings.apiBaseUrl).host, new URL(settings.oapiBaseUrl).host]);
  }

  /** Never rejects. Codes live for an unknown time, so this is called as soon as the message is in (notes §7). */
  async fetch(media: RemoteMedia): Promise<FetchedMedia> {
    const asked = await this.api.downloadUrl(media.ref, { priority: PRIORITY });
    if (!asked.ok) {
      const { class: kind, code, detail } = toSendFailure(asked);
      return { ok: false, class: kind, code, detail };
    }
    const url = textOf(asked.json, 'downloadUrl');
    const problem = this.problemOf(url);
    if (problem !== null) return { ok: false, class: 'refused', code: 'dingtalk.badDownloadUrl', detail: problem };
    return this.get(url, media);
  }

  async close(): Promise<void> {
    await Promise.all([this.open.close(), this.plain.close()]);
  }

  private problemOf(url: string): string | null {
    if (!URL.canParse(url)) return 'no address';
    const { protocol, hostname, host } = new URL(url);
    if (protocol !== 'https:' && protocol !== 'http:') return 'not http';
    const literal = hostname.replace(/^\[|\]$/g, '');
    return isIP(literal) !== 0 && isPrivateAddress(literal) && !this.platformHosts.has(host) ? 'private address' : null;
  }

  private async get(url: string, media: RemoteMedia): Promise<FetchedMedia> {
    try {
      // A proxy of the platform inside one's own network is what the deployer has configured himself.
      const dispatcher = this.platformHosts.has(new URL(url).host) ? this.plain : this.open;
      const { statusCode, headers, body } = await request(url, { dispatcher, signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (statusCode !== 200) {
        await body.dump();
        return { ok: false, class: statusCode >= 500 ? 'retry' : 'refused', code: `dingtalk.http.${statusCode}`, detail: 'file not given' };
      }
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of body) {
        const bytes = Buffer.from(chunk as Uint8Array);
        size += bytes.length;
        if (size > MAX_FETCH_BYTES) {
          body.destroy();
          return { ok: false, class: 'refused', code: 'dingtalk.tooLarge', detail: `more than ${MAX_FETCH_BYTES} bytes` };
        }
        chunks.push(bytes);
      }
      if (size === 0) return { ok: false, class: 'refused', code: 'dingtalk.mediaEmpty', detail: 'no bytes' };
      const type = headers['content-type'];
      const contentType = typeof type === 'string' && type !== '' ? type : 'application/octet-stream';
      return { ok: true, bytes: Buffer.concat(chunks), contentType, ...(media.fileName === undefined ? {} : { fileName: media.fileName }) };
    } catch (error) {
      const detail = faultOf(error);
      return { ok: false, class: detail.includes('EPRIVATE') ? 'refused' : 'retry', code: 'dingtalk.noAnswer', detail };
    }
  }
}
