import { z } from 'zod';
import { FORMATS, requestBody } from './request';
import type { Format } from './request';

/** Where and whom to ask. */
export interface EndpointSettings {
  /** Without a slash at the end; `/chat/completions` is added. */
  readonly baseUrl: string;
  readonly model: string;
  /** Null for endpoints that want none. */
  readonly apiKey: string | null;
}

/** An answer's content as the model wrote it, or why there is none. Nothing here tells the key or the message. */
export type ChatAnswer =
  | { readonly ok: true; readonly content: string }
  | {
      readonly ok: false;
      readonly outcome: 'unreachable' | 'throttled' | 'failed' | 'refused' | 'declined' | 'malformed';
      readonly status: number | null;
      readonly retryAfterMs?: number;
    };

/** Asks for one message; rejects with the signal's reason alone. */
export type AskModel = (text: string, signal: AbortSignal) => Promise<ChatAnswer>;

/** An answer of a few hundred characters in its envelope. */
const MAX_BYTES = 65_536;
/** Wrong key, no right, no credit, wrong address: the same for every message until somebody mends it. */
const REFUSALS = new Set([401, 402, 403, 404, 405]);
const MAX_RETRY_AFTER_MS = 600_000;

const envelope = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }), finish_reason: z.string().nullish() })).min(1),
});

async function readLimited(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  if (body === null) return '';
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function contentOf(body: string | null): string | null {
  if (body === null) return null;
  try {
    const [choice] = envelope.parse(JSON.parse(body)).choices;
    // Cut off by the limit of tokens: half an answer is none.
    return choice === undefined || choice.finish_reason === 'length' ? null : choice.message.content;
  } catch {
    return null;
  }
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, MAX_RETRY_AFTER_MS) : undefined;
}

/**
 * A client of any OpenAI-compatible endpoint. Asks for strict JSON by schema; an endpoint that refuses the request for it (400, 422) is
 * asked again with the next weaker format within the same time, and in that one from then on.
 */
export function createChatClient(settings: EndpointSettings): AskModel {
  const url = `${settings.baseUrl}/chat/completions`;
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(settings.apiKey === null ? {} : { authorization: `Bearer ${settings.apiKey}` }),
  };
  let known = 0;

  async function post(text: string, format: Format, signal: AbortSignal): Promise<ChatAnswer> {
    try {
      // A redirect would carry the message to an address nobody has configured.
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body: JSON.stringify(requestBody(settings.model, text, format)),
        signal,
        redirect: 'error',
      });
      const { status } = response;
      if (!response.ok) {
        await response.body?.cancel();
        if (status === 429) return { ok: false, outcome: 'throttled', status, retryAfterMs: retryAfter(response) };
        if (status >= 500 || status === 408) return { ok: false, outcome: 'failed', status };
        return { ok: false, outcome: REFUSALS.has(status) ? 'refused' : 'declined', status };
      }
      const content = contentOf(await readLimited(response));
      return content === null ? { ok: false, outcome: 'malformed', status } : { ok: true, content };
    } catch (error) {
      if (signal.aborted) throw error;
      return { ok: false, outcome: 'unreachable', status: null };
    }
  }

  return async (text, signal) => {
    for (let at = known; ; at += 1) {
      const answer = await post(text, FORMATS[at] ?? 'none', signal);
      if (answer.ok) known = at;
      const formatRefused = !answer.ok && (answer.status === 400 || answer.status === 422);
      if (!formatRefused || at + 1 >= FORMATS.length) return answer;
    }
  };
}
