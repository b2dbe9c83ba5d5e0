import type { AcceptedEvent, AcceptResult } from '../channel';
import type { Built } from './accepted';
import type { Budget } from './budget';
import type { Sessions } from './sessions';

/** Puts an event on disk; resolves when it is there or was there already, or is not there because its claim was another's. */
export type Accept = (event: AcceptedEvent) => Promise<AcceptResult>;

/** Behind both ways in: stores what is authentic, and remembers what goes with it. */
export class Door {
  constructor(
    private readonly accept: Accept,
    private readonly deps: { readonly budget: Budget; readonly sessions: Sessions; readonly onFault: (error: unknown) => void },
  ) {}

  /**
   * Resolves when everything is on disk, or nothing because the claim was another's; rejects when it could not be stored, and must then not
   * be acknowledged.
   */
  async take(built: Extract<Built, { ok: true }>, claim?: AcceptedEvent['claim']): Promise<AcceptResult> {
    const [head, ...more] = built.events;
    const first = head && (await this.accept(claim === undefined ? head : { ...head, claim }));
    // The claim stands for the whole message, so nothing of it is written before that is known.
    if (first === 'taken') return 'taken';
    const rest = await Promise.all(more.map((event) => this.accept(event)));
    if (first !== 'accepted' && !rest.includes('accepted')) return 'duplicate';
    this.deps.budget.noteInbound();
    // Neither holds up the acknowledgement: without them an answer only costs a call more.
    if (built.session !== undefined) this.deps.sessions.remember(built.session).catch(this.deps.onFault);
    if (built.quotaEnded === true) this.deps.budget.noteEnded('messages').catch(this.deps.onFault);
    return 'accepted';
  }
}
