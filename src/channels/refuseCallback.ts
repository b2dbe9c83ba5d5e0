import type { Context } from 'koa';
import type { ChannelLog } from './channel';

/** What every door of a platform has. */
export interface DoorDeps {
  readonly log: ChannelLog;
  readonly newCorrelationId: () => string;
  /** Told of every callback that was refused: the door's name and why. */
  readonly onRefused?: (door: string, code: string) => void;
}

/**
 * Answers a callback that is not let in: a bare status, one line of the log with an id and `<door>.<code>`, and nothing is stored
 * (ruling 1).
 */
export function refuseCallback(deps: DoorDeps, ctx: Context, door: string, code: string, status: number): void {
  const from = ctx.req.socket.remoteAddress;
  deps.log.warn({ id: deps.newCorrelationId(), code: `${door}.${code}`, status, from }, `${door}.refused`);
  deps.onRefused?.(door, code);
  // The rest of a body that is too large is not read, so the connection cannot carry another request.
  if (code === 'tooLarge') ctx.set('Connection', 'close');
  ctx.status = status;
  ctx.body = '';
}
