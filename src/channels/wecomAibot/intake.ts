import { normaliseExternalId } from '../channel';
import type { AcceptedEvent, AcceptResult } from '../channel';
import { acceptedEvents } from './accepted';
import type { ReadBody } from './accepted';
import type { OpenIds } from './openIds';
import type { Routes } from './routes';
import type { AibotDeps, AibotSettings } from './settings';

/** Resolves when the event is on disk (or was there already); rejects when it could not be stored. */
export type Accept = (event: AcceptedEvent) => Promise<AcceptResult>;

/** What became of a body that was taken in. */
export interface Taken {
  /** Plain id of the sender, normalised. */
  readonly userId: string;
  /** Every piece had been there before: the platform repeats itself. */
  readonly repeat: boolean;
}

/** The common way of both doors from a checked body to the inbox: who it was, how he can be answered, then durably accepted. */
export class Intake {
  private accept: Accept | null = null;

  constructor(
    private readonly settings: AibotSettings,
    private readonly deps: Pick<AibotDeps, 'machineNow' | 'log' | 'newCorrelationId' | 'app' | 'onReachable'>,
    private readonly openIds: OpenIds,
    private readonly routes: Routes,
  ) {}

  open(accept: Accept): void {
    this.accept = accept;
  }

  /** Plain id of the sender. Never rejects. */
  senderOf(read: ReadBody): Promise<string> {
    return this.openIds.plain(read.userId);
  }

  /** Resolves when everything is on disk. `frameId` is the request id on the long connection. Rejects when it could not be stored. */
  async take(
    read: ReadBody,
    userId: string,
    way: { readonly frameId?: string; readonly replyCode?: string; readonly correlationId: string },
  ): Promise<Taken> {
    if (this.accept === null) throw new Error('the robot is not started');
    // Before it is accepted: the worker may answer at once.
    if (read.groupId === null)
      await this.remember(read, userId, way.frameId).catch((error: unknown) => {
        this.deps.log.warn({ code: 'wecomAibot.routeNotKept', error: String(error) }, 'wecomAibot.intake');
      });
    const rows = acceptedEvents(read, this.settings, { ...way, userId, now: this.deps.machineNow() });
    let fresh = 0;
    // One after the other: pieces of one message keep their order in the inbox.
    for (const row of rows) if ((await this.accept(row)) === 'accepted') fresh += 1;
    return { userId: normaliseExternalId(userId), repeat: fresh === 0 };
  }

  private async remember(read: ReadBody, userId: string, frameId: string | undefined): Promise<void> {
    // Only a message counts as having written; opening the chat or pressing a card does not.
    const first = !read.isEvent && (await this.routes.wrote(userId, read.userId));
    if (frameId !== undefined && !read.isEvent) await this.routes.opened(userId, { kind: 'frame', id: frameId });
    else if (read.responseUrl !== '') await this.routes.opened(userId, { kind: 'url', id: read.responseUrl });
    // By callback each message allows one answer, on the long connection the first one allows all.
    if (this.deps.app === undefined && (first || read.responseUrl !== '')) await this.deps.onReachable?.();
  }
}
