import { Agent, request } from 'undici';

/** Default time within which one call must have been answered in full; well under the 30 s of a delivery's lease. */
export const DEFAULT_CALL_TIMEOUT_MS = 10_000;

/** An answer of whatever status, read up to the limit asked for. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly bytes: Buffer;
}
/** `noAnswer` is a time-out or a broken connection: the call may have had its effect. */
export type HttpResult =
  | { readonly ok: true; readonly answer: HttpAnswer }
  | { readonly ok: false; readonly code: 'noAnswer' | 'tooLarge'; readonly detail: string };

/** One request of ours. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** Bytes of the answer beyond which it is given up. */
  readonly limit: number;
}

/** Kept connections to the platform. Never rejects, never follows a redirect, and never tells the URL. */
export class HttpClient {
  private readonly agent = new Agent({ connections: 32, connect: { timeout: 5_000 }, keepAliveTimeout: 20_000 });

  constructor(private readonly timeoutMs: number = DEFAULT_CALL_TIMEOUT_MS) {}

  async call(call: HttpCall): Promise<HttpResult> {
    try {
      const { statusCode, headers, body } = await request(call.url, {
        dispatcher: this.agent,
        method: call.method,
        headers: { ...call.headers },
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
      const type = headers['content-type'];
      const contentType = typeof type === 'string' ? type : (type?.[0] ?? '');
      return { ok: true, answer: { status: statusCode, contentType, bytes: Buffer.concat(chunks) } };
    } catch (error) {
      return { ok: false, code: 'noAnswer', detail: faultOf(error) };
    }
  }

  /** Closes kept connections after the calls under way. */
  close(): Promise<void> {
    return this.agent.close();
  }
}

/** Name and code of an error only: messages of HTTP clients may quote the URL, and a token may stand in it. */
export function faultOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  const name = 'name' in error && typeof error.name === 'string' ? error.name : 'unknown';
  return 'code' in error && typeof error.code === 'string' ? `${name} ${error.code}` : name;
}
