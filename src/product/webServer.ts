import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { trackRequests } from '../http/drain';
import type { RequestTracker } from '../http/drain';

/** How long a stop waits for requests under way to be answered. */
const LAST_ANSWERS_MS = 5000;

/** The listening half of the web service. */
export interface WebServer {
  /** Resolves with the port when it answers; rejects when the address is taken. */
  listen(host: string, port: number): Promise<number>;
  /** Takes no new connections from now on. */
  closeDoor(): void;
  /** Resolves when the last requests are answered, or were given up after a while. */
  close(): Promise<void>;
}

/** An HTTP server over the application, not yet listening. */
export function createWebServer(app: RequestListener): WebServer {
  let server: Server | null = null;
  let requests: RequestTracker | null = null;
  let closing: Promise<void> = Promise.resolve();
  return {
    async listen(host, port) {
      const listening = createServer(app);
      listening.headersTimeout = 10_000;
      listening.requestTimeout = 60_000;
      server = listening;
      requests = trackRequests(listening);
      await new Promise<void>((resolve, reject) => {
        listening.once('error', reject);
        listening.listen(port, host, resolve);
      });
      const address = listening.address();
      return address !== null && typeof address !== 'string' ? address.port : port;
    },
    closeDoor() {
      const open = server;
      if (open === null) return;
      closing = new Promise<void>((resolve) => void open.close(() => resolve()));
      open.closeIdleConnections();
    },
    async close() {
      await requests?.finished(LAST_ANSWERS_MS);
      server?.closeAllConnections();
      await closing;
    },
  };
}
