import { Agent, request } from 'undici';

/** Default time within which one call must have been answered in full; well under the 30 s of a delivery's lease. */
export const DEFAULT_CALL_TIMEOUT_MS = 10_000;

/** An answer of whatever status, read up to the limit asked for. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly disposition: string;
  readonly bytes: Buffer;
}
/** `noAnswer` is a time-out or a broken connection: the call may have had its effect. */
export type HttpResult =
  | { readonly ok: true; readonly answer: HttpAnswer }
  | { readonly ok: false; readonly code: 'noAnswer' | 'tooLarge'; readonly detail: string };

/** One request of ours. */
export interface HttpCall {
  readonly method: 'GET' | 'POST';
  /** With the access token in its query, so it never goes into a log or an error. */
  readonly url: string;
  readonly contentType?: string;
  readonly body?: Buffer | string;
  /** Bytes of the answer beyond which it is given up. */
  readonly limit: number;
}

/** Kept connections to the platform. Never rejects, and never tells the URL. */
export class HttpClient {
  private readonly agent = new Agent({ connections: 64, connect: { timeout: 5_000 }, keepAliveTimeout: 20_000 });

  constructor(private readonly timeoutMs: number = DEFAULT_CALL_TIMEOUT_MS) {}

  async call(call: HttpCall): Promise<HttpResult> {
    try {
      const { statusCode, headers, body } = await request(call.url, {
        dispatcher: this.agent,
        method: call.method,
        headers: call.contentType === undefined ? {} : { 'content-type': call.contentType },
        body: call.body ?? null,
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of body) {
        const bytes = Buffer.from(chunk as Uint8Array);
        size += bytes.length;
        if (size > call.limit) {
          body.destroy();
          return { ok: false, code: 'tooLarge', detail: `more than ${call.limit} bytes` };
        }
        chunks.push(bytes);
      }
      const answer = {
        status: statusCode,
        contentType: headerText(headers['content-type']),
        disposition: headerText(headers['content-disposition']),
        bytes: Buffer.concat(chunks),
      };
      return { ok: true, answer };
    } catch (error) {
      return { ok: false, code: 'noAnswer', detail: faultOf(error) };
    }
  }

  /** Closes kept connections after the calls under way. */
  close(): Promise<void> {
    return this.agent.close();
  }
}

function headerText(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** Name and code of an error only: messages of HTTP clients may quote the URL, and the token stands in it. */
function faultOf(error: unknown): string {
  // Not `instanceof`: a time-out is a DOMException, which need not be an Error of this realm.
  if (typeof error !== 'object' || error === null) return 'unknown';
  const name = 'name' in error && typeof error.name === 'string' ? error.name : 'unknown';
  return 'code' in error && typeof error.code === 'string' ? `${name} ${error.code}` : name;
}
