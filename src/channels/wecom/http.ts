import type { IncomingHttpHeaders } from 'node:http';
import { Agent } from 'undici';
import type { Dispatcher } from 'undici';

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

/**
 * Kept connections to the platform. Never rejects, and never tells the URL. The client is driven without streams and abort signals, which
 * cost several times what a small call does.
 */
export class HttpClient {
  private readonly agent = new Agent({ connections: 64, connect: { timeout: 5_000 }, keepAliveTimeout: 20_000 });

  constructor(private readonly timeoutMs: number = DEFAULT_CALL_TIMEOUT_MS) {}

  call(call: HttpCall): Promise<HttpResult> {
    return new Promise((resolve) => {
      const answer = new Gathering(call.limit, this.timeoutMs, resolve);
      try {
        const { origin, pathname, search } = new URL(call.url);
        this.agent.dispatch(
          {
            origin,
            path: pathname + search,
            method: call.method,
            headers: call.contentType === undefined ? {} : { 'content-type': call.contentType },
            body: call.body ?? null,
          },
          answer,
        );
      } catch (error) {
        answer.end({ ok: false, code: 'noAnswer', detail: faultOf(error) });
      }
    });
  }

  /** Closes kept connections after the calls under way. */
  close(): Promise<void> {
    return this.agent.close();
  }
}

/** One answer as it comes in; ends once, whatever comes after. */
class Gathering implements Dispatcher.DispatchHandler {
  private readonly timer: NodeJS.Timeout;
  private controller: Dispatcher.DispatchController | null = null;
  private done = false;
  private status = 0;
  private contentType = '';
  private disposition = '';
  private chunks: Buffer[] = [];
  private size = 0;

  constructor(
    private readonly limit: number,
    timeoutMs: number,
    private readonly resolve: (result: HttpResult) => void,
  ) {
    this.timer = setTimeout(() => this.giveUp({ ok: false, code: 'noAnswer', detail: 'TimeoutError' }), timeoutMs);
  }

  end(result: HttpResult): void {
    if (this.done) return;
    this.done = true;
    clearTimeout(this.timer);
    this.resolve(result);
  }

  private giveUp(result: HttpResult): void {
    this.end(result);
    this.controller?.abort(new Error('given up'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // It waited for a connection for too long: its caller has heard already that there is no answer.
    if (this.done) controller.abort(new Error('given up'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.status = status;
    this.contentType = headerText(headers['content-type']);
    this.disposition = headerText(headers['content-disposition']);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.limit) return this.giveUp({ ok: false, code: 'tooLarge', detail: `more than ${this.limit} bytes` });
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const { status, contentType, disposition, chunks } = this;
    this.end({ ok: true, answer: { status, contentType, disposition, bytes: Buffer.concat(chunks) } });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.end({ ok: false, code: 'noAnswer', detail: faultOf(error) });
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
