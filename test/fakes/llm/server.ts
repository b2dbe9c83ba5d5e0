/**
 * A fake of an OpenAI-compatible endpoint, strict about what it is asked; a real HTTP server on 127.0.0.1.
 *
 *   const llm = await startFakeLlm();
 *   // settings: { ...llm.settings, timeoutMs: 2500 } → baseUrl, model, apiKey
 *   llm.answerWith({ intent: 'hazard.report', items: [...] });
 *   …
 *   expect(llm.violations).toEqual([]);
 *   await llm.close();
 *
 * It knows `POST /v1/chat/completions` alone. A wrong key is 401; a body that is not exactly what the interface has is 400 and a violation.
 * Next answers are armed in order with `next`; without one, `answerWith` is repeated, and without that every message is `none`.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** How one request is answered. `hold` waits until `release` is called; `cutOff` ends the connection in the middle of the answer. */
export type FakeReply =
  | { readonly kind: 'opinion'; readonly opinion: unknown }
  | { readonly kind: 'content'; readonly content: string; readonly finishReason?: string }
  | { readonly kind: 'body'; readonly body: string }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'hold' }
  | { readonly kind: 'cutOff' }
  | { readonly kind: 'redirect'; readonly to: string };

const message = z.strictObject({ role: z.enum(['system', 'user']), content: z.string().min(1) });
const request = z.strictObject({
  model: z.string(),
  messages: z.tuple([message, message]),
  temperature: z.literal(0),
  max_tokens: z.number().int().min(1).max(4000),
  stream: z.literal(false),
  response_format: z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('json_schema'),
        json_schema: z.strictObject({
          name: z.string().regex(/^[\w-]{1,64}$/),
          strict: z.literal(true),
          schema: z.looseObject({ type: z.literal('object') }),
        }),
      }),
      z.strictObject({ type: z.literal('json_object') }),
    ])
    .optional(),
});

/** One request as it came. */
export interface FakeQuestion {
  readonly text: string;
  readonly format: string;
  readonly raw: string;
}

const NONE = { intent: 'none', items: [] };

/** A strict schema lets nothing optional and nothing additional through, in every object of it. */
function strictFault(schema: unknown): string | null {
  if (typeof schema !== 'object' || schema === null) return null;
  if (Array.isArray(schema)) return schema.map(strictFault).find((fault) => fault !== null) ?? null;
  const entries = Object.entries(schema);
  const value = (key: string): unknown => entries.find(([name]) => name === key)?.[1];
  if (value('type') === 'object') {
    const properties = Object.keys(z.record(z.string(), z.unknown()).parse(value('properties')));
    const required = value('required');
    if (value('additionalProperties') !== false) return 'additionalProperties is not false';
    if (!Array.isArray(required) || required.length !== properties.length) return 'not every property is required';
  }
  return entries.map(([, inner]) => strictFault(inner)).find((fault) => fault !== null) ?? null;
}

/** Starts a fake on a free port. */
export async function startFakeLlm(options: { readonly formats?: readonly string[]; readonly key?: string } = {}): Promise<FakeLlm> {
  const fake = new FakeLlm(options.formats ?? ['json_schema', 'json_object', 'none'], options.key ?? 'fake-key-0001');
  await fake.listen();
  return fake;
}

export class FakeLlm {
  readonly questions: FakeQuestion[] = [];
  readonly violations: string[] = [];
  private readonly armed: FakeReply[] = [];
  private standing: unknown = NONE;
  private readonly held: ServerResponse[] = [];
  private readonly server: Server;

  constructor(
    private readonly formats: readonly string[],
    private readonly key: string,
  ) {
    this.server = createServer((req, res) => void this.serve(req, res));
  }

  get settings(): { readonly baseUrl: string; readonly model: string; readonly apiKey: string } {
    const address = this.server.address() as AddressInfo;
    return { baseUrl: `http://127.0.0.1:${address.port}/v1`, model: 'fake-model', apiKey: this.key };
  }

  /** Every question from now on gets this opinion, whatever stands in `armed` first. */
  answerWith(opinion: unknown): void {
    this.standing = opinion;
  }

  /** Arms the answers of the next questions, in order. */
  next(...replies: readonly FakeReply[]): void {
    this.armed.push(...replies);
  }

  /** Answers every question that is held, with this opinion. */
  release(opinion: unknown = NONE): void {
    for (const response of this.held.splice(0)) this.say(response, JSON.stringify(opinion));
  }

  /** Questions that wait for `release`. */
  get holding(): number {
    return this.held.length;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private say(response: ServerResponse, content: string, finishReason = 'stop'): void {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        id: 'chatcmpl-fake',
        object: 'chat.completion',
        created: 1,
        model: 'fake-model',
        choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finishReason }],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      }),
    );
  }

  private refuse(response: ServerResponse, status: number, why: string): void {
    response.statusCode = status;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ error: { message: why, type: 'invalid_request_error' } }));
  }

  private violate(response: ServerResponse, why: string): void {
    this.violations.push(why);
    this.refuse(response, 400, why);
  }

  private async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let raw = '';
    req.setEncoding('utf8').on('data', (chunk: string) => (raw += chunk));
    await once(req, 'end');
    if (req.method !== 'POST' || req.url !== '/v1/chat/completions') return this.violate(res, `${req.method} ${req.url}`);
    if (req.headers.authorization !== `Bearer ${this.key}`) return this.refuse(res, 401, 'wrong key');
    if (req.headers['content-type'] !== 'application/json') return this.violate(res, `content-type ${req.headers['content-type']}`);
    let parsed;
    try {
      parsed = request.safeParse(JSON.parse(raw));
    } catch {
      return this.violate(res, 'not JSON');
    }
    if (!parsed.success) return this.violate(res, parsed.error.message);
    const { model, messages, response_format: wanted } = parsed.data;
    if (model !== 'fake-model') return this.violate(res, `model ${model}`);
    if (messages[0].role !== 'system' || messages[1].role !== 'user') return this.violate(res, 'roles');
    const fault = wanted?.type === 'json_schema' ? strictFault(wanted.json_schema.schema) : null;
    if (fault !== null) return this.violate(res, fault);
    const format = wanted?.type ?? 'none';
    this.questions.push({ text: messages[1].content, format, raw });
    if (!this.formats.includes(format)) return this.refuse(res, 400, `response_format ${format} is not supported`);
    this.reply(res, this.armed.shift() ?? { kind: 'opinion', opinion: this.standing });
  }

  private reply(res: ServerResponse, reply: FakeReply): void {
    switch (reply.kind) {
      case 'opinion':
        return this.say(res, JSON.stringify(reply.opinion));
      case 'content':
        return this.say(res, reply.content, reply.finishReason);
      case 'body':
        return void res.end(reply.body);
      case 'status':
        for (const [name, value] of Object.entries(reply.headers ?? {})) res.setHeader(name, value);
        return this.refuse(res, reply.status, 'so armed');
      case 'hold':
        return void this.held.push(res);
      case 'redirect':
        res.statusCode = 307;
        res.setHeader('location', reply.to);
        return void res.end();
      case 'cutOff':
        res.setHeader('content-length', '1000');
        res.write('{"choices":[{"mess');
        setImmediate(() => res.destroy());
        return;
      default: {
        const never: never = reply;
        return never;
      }
    }
  }
}
