import type { Server, ServerResponse } from 'node:http';

/** Knows which requests of a server are being answered. */
export interface RequestTracker {
  /** Resolves when every request that has begun is answered, or after `timeoutMs`. Streams that never end by themselves do not count. */
  finished(timeoutMs: number): Promise<void>;
}

function endsByItself(response: ServerResponse): boolean {
  return !String(response.getHeader('content-type') ?? '').startsWith('text/event-stream');
}

/** Follows the requests of a server from now on, so that a stop can wait for those under way. */
export function trackRequests(server: Server): RequestTracker {
  const open = new Set<ServerResponse>();
  const waiting = new Set<() => void>();
  server.prependListener('request', (_request, response: ServerResponse) => {
    open.add(response);
    response.once('close', () => {
      open.delete(response);
      for (const look of waiting) look();
    });
  });
  return {
    async finished(timeoutMs) {
      const done = (): boolean => ![...open].some(endsByItself);
      if (done()) return;
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
          resolve();
        };
        const look = (): void => {
          if (done()) end();
        };
        const timer = setTimeout(end, timeoutMs);
        waiting.add(look);
      });
    },
  };
}
