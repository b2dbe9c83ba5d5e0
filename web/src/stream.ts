import type { ChatMessageDto, ClockDto } from '../../src/http/dto';
import { streamUrl } from './api';

/** What the link to the server looks like to the person. */
export type LinkState = 'connecting' | 'open' | 'lost';

/** What a stream tells its owner. */
export interface StreamEvents {
  message(message: ChatMessageDto): void;
  clock(clock: ClockDto): void;
  /** The link changed. */
  state(state: LinkState): void;
  /** Events may have been missed: fetch the newest messages. */
  catchUp(): void;
}

const FIRST_RETRY = 1_000;
const LAST_RETRY = 15_000;
/** The server pings; a line silent for this long is dead though no error was raised (sleeping phones, proxies). */
const SILENCE = 75_000;
/** A page nobody looks at gives its connection back: browsers allow six to one host, and two phones hold two. */
const HIDDEN_GRACE = 15_000;
const HIDDEN_POLL = 30_000;

/**
 * Keeps one person's server-sent events coming: reconnects with growing pauses, notices dead lines, and while the page
 * is hidden asks from time to time instead of holding a connection. `stop` ends it for good.
 */
export function openStream(as: string | null, events: StreamEvents): { stop(): void } {
  let source: EventSource | null = null;
  let pause = FIRST_RETRY;
  let stopped = false;
  let everOpen = false;
  const timers = { retry: 0, silence: 0, hidden: 0, poll: 0 };

  const alive = (): void => {
    window.clearTimeout(timers.silence);
    timers.silence = window.setTimeout(lost, SILENCE);
  };
  const close = (): void => {
    window.clearTimeout(timers.retry);
    window.clearTimeout(timers.silence);
    source?.close();
    source = null;
  };
  const lost = (): void => {
    close();
    if (stopped) return;
    events.state('lost');
    timers.retry = window.setTimeout(open, pause * (0.8 + Math.random() * 0.4));
    pause = Math.min(pause * 2, LAST_RETRY);
  };
  const open = (): void => {
    if (stopped) return;
    close();
    if (!everOpen) events.state('connecting');
    const fresh = new EventSource(streamUrl(as));
    source = fresh;
    alive();
    fresh.addEventListener('open', () => {
      pause = FIRST_RETRY;
      everOpen = true;
      events.state('open');
      events.catchUp();
      alive();
    });
    fresh.addEventListener('message', (e: MessageEvent<string>) => {
      alive();
      events.message(JSON.parse(e.data) as ChatMessageDto);
    });
    fresh.addEventListener('clock', (e: MessageEvent<string>) => {
      alive();
      events.clock(JSON.parse(e.data) as ClockDto);
    });
    fresh.addEventListener('ping', alive);
    fresh.addEventListener('error', lost);
  };

  const sleep = (): void => {
    close();
    timers.poll = window.setInterval(() => events.catchUp(), HIDDEN_POLL);
  };
  const wake = (): void => {
    window.clearTimeout(timers.hidden);
    window.clearInterval(timers.poll);
    pause = FIRST_RETRY;
    if (source === null) open();
  };
  const visibility = (): void => {
    if (document.hidden) timers.hidden = window.setTimeout(sleep, HIDDEN_GRACE);
    else wake();
  };

  document.addEventListener('visibilitychange', visibility);
  window.addEventListener('online', wake);
  open();
  return {
    stop(): void {
      stopped = true;
      close();
      window.clearTimeout(timers.hidden);
      window.clearInterval(timers.poll);
      document.removeEventListener('visibilitychange', visibility);
      window.removeEventListener('online', wake);
    },
  };
}
