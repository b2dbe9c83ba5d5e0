import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Knows which requests of a server are being answered. */
export interface RequestTracker {
  /** Resolves when every request that has begun is answered, or after `timeoutMs`. Streams that never end by themselves do not count. */
  finished(timeoutMs: number): Promise<void>;
}

function endsByItself(response: ServerResponse): boolean {
  return !String(response.getHeader('content-type') ?? '').startsWith('text/event-stream');
}

function isOpen(response: ServerResponse): boolean {
  return !response.writableFinished && !response.destroyed && endsByItself(response);
}

/**
 * Follows the requests of a server from now on, so that a stop can wait for those under way. A request costs one entry and no listener
 * until somebody waits: a callback has to be cheap.
 */
export function trackRequests(server: Server): RequestTracker {
  /** The last answer of each connection that lives, and those that were not finished when the next one of their connection began. */
  const last = new Map<Socket, ServerResponse>();
  const pipelined = new Set<ServerResponse>();
  const waiting = new Set<() => void>();
  server.on('connection', (socket: Socket) => {
    socket.once('close', () => last.delete(socket));
  });
  server.prependListener('request', (request, response: ServerResponse) => {
    const before = last.get(request.socket);
    if (before !== undefined && !before.writableFinished && !before.destroyed) {
      pipelined.add(before);
      before.once('close', () => pipelined.delete(before));
    }
    last.set(request.socket, response);
    for (const look of waiting) response.once('close', look);
  });
  return {
    async finished(timeoutMs) {
      const open = (): ServerResponse[] => [...pipelined, ...last.values()].filter(isOpen);
      if (open().length === 0) return;
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
          resolve();
        };
        const look = (): void => {
          if (open().length === 0) end();
        };
        const timer = setTimeout(end, timeoutMs);
        waiting.add(look);
        for (const response of open()) response.once('close', look);
      });
    },
  };
}
