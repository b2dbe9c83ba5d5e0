import type { ChatMessageDto, ClockDto, ErrorDto, MoveClockDto, QuotaDto, SendActDto, SendTextDto, SessionDto } from '../../src/http/dto';
import { t } from './i18n';

/** What a call may say when it did not work: a sentence for the person, and whether trying the same again may help. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** HTTP status, or 0 where no answer came. */
    readonly status: number,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** No answer, or one that speaks of the server's state and not of what was sent. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const SHORT = 20_000;
/** Answered when everything that fell due is done, or after an upload over a slow line. */
const LONG = 180_000;

/** The same address for the person `as`; without one the session says who speaks. */
function withPerson(path: string, as: string | null, query: Readonly<Record<string, string>> = {}): string {
  const params = new URLSearchParams(query);
  if (as !== null) params.set('as', as);
  const text = params.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function call<T>(path: string, init: RequestInit, timeout: number): Promise<T> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  try {
    const answer = await fetch(path, { ...init, signal: stop.signal, credentials: 'same-origin', cache: 'no-store' });
    if (!answer.ok) throw new ApiError(await sentenceOf(answer), answer.status);
    return (await answer.json()) as T;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(t(stop.signal.aborted ? 'errors.timeout' : 'errors.network'), 0);
  } finally {
    clearTimeout(timer);
  }
}

async function sentenceOf(answer: Response): Promise<string> {
  try {
    const body = (await answer.json()) as Partial<ErrorDto>;
    if (typeof body.message === 'string' && body.message !== '') return body.message;
  } catch {
    // A proxy in between answers pages, not our errors; the sentence below says enough.
  }
  return t('errors.server', { status: answer.status });
}

function post<T>(path: string, body: object | FormData, timeout = SHORT): Promise<T> {
  const form = body instanceof FormData;
  const headers: Record<string, string> = { 'x-chabaocu': '1', ...(form ? {} : { 'content-type': 'application/json' }) };
  return call<T>(path, { method: 'POST', headers, body: form ? body : JSON.stringify(body) }, timeout);
}

/** What a door answers: the person's own message as it stands in the conversation now, where there is one to show. */
export interface Accepted {
  readonly accepted: boolean;
  readonly message?: ChatMessageDto;
}

/** Who speaks, who may be picked, what time it is. */
export function getSession(): Promise<SessionDto> {
  return call<SessionDto>('/api/session', {}, SHORT);
}

/** The platform's budget of the month, where the signed-in person administers one. */
export function getQuota(): Promise<{ readonly quota: QuotaDto | null }> {
  return call('/api/quota', {}, SHORT);
}

/** The newest 50 messages, or the 50 before the given `order`; ascending. */
export function getMessages(as: string | null, before?: number): Promise<{ messages: readonly ChatMessageDto[]; more: boolean }> {
  return call(withPerson('/api/chat/messages', as, before === undefined ? {} : { before: String(before) }), {}, SHORT);
}

/** Hands a line to the bot; the same `clientId` twice has no second effect. */
export function postText(as: string | null, body: SendTextDto): Promise<Accepted> {
  return post<Accepted>(withPerson('/api/chat/text', as), body);
}

/** Hands one picture to the bot, as the file is (the server cleans it). */
export function postPhoto(as: string | null, clientId: string, file: File): Promise<Accepted> {
  const form = new FormData();
  form.append('clientId', clientId);
  form.append('file', file, file.name === '' ? 'photo' : file.name);
  return post<Accepted>(withPerson('/api/chat/photo', as), form, LONG);
}

/** Presses a button of a card. */
export function postAct(as: string | null, body: SendActDto): Promise<Accepted> {
  return post<Accepted>(withPerson('/api/chat/act', as), body);
}

/** Moves the hands of the demo's clock; answers when all that fell due is done. */
export function postClock(body: MoveClockDto): Promise<ClockDto> {
  return post<ClockDto>('/api/demo/clock', body, LONG);
}

/** Address of a person's stream of server-sent events. */
export function streamUrl(as: string | null): string {
  return withPerson('/api/chat/stream', as);
}

/** Address of a page of ours that a card leads to, opened as the person who has the card. */
export function pageUrl(as: string | null, path: string): string {
  return withPerson(path, as, {});
}

/** Address of a stored picture or file; with `width` a thumbnail. */
export function mediaUrl(as: string | null, hash: string, width?: number): string {
  return withPerson(`/media/${encodeURIComponent(hash)}`, as, width === undefined ? {} : { w: String(width) });
}
