import type { Json } from './body';

/** An answer for a request of the platform that is still open; whoever writes it says whether it got out. */
export interface HeldAnswer {
  readonly body: Json;
  written(ok: boolean): void;
}

/**
 * Requests of the platform that wait a few seconds for the answer that belongs into their own response: the finished stream of a
 * message, the new face of a pressed card. Only within one process; elsewhere other ways of answering are taken.
 */
export class HeldReplies {
  private readonly open = new Map<string, ((answer: HeldAnswer | null) => void)[]>();

  /** Waits at most `ms` real milliseconds for an answer under the code; null when none came. `cancel` ends the waiting at once. */
  hold(code: string, ms: number): { readonly answer: Promise<HeldAnswer | null>; cancel(): void } {
    let cancel: () => void = () => undefined;
    const answer = new Promise<HeldAnswer | null>((resolve) => {
      const take = (given: HeldAnswer | null): void => {
        clearTimeout(timer);
        const left = (this.open.get(code) ?? []).filter((one) => one !== take);
        if (left.length === 0) this.open.delete(code);
        else this.open.set(code, left);
        resolve(given);
      };
      const timer = setTimeout(() => take(null), ms);
      cancel = () => take(null);
      this.open.set(code, [...(this.open.get(code) ?? []), take]);
    });
    return { answer, cancel };
  }

  /** Hands an answer to the oldest request that waits under the code; true when it was written out. */
  answer(code: string, body: Json): Promise<boolean> {
    const [take] = this.open.get(code) ?? [];
    if (take === undefined) return Promise.resolve(false);
    return new Promise((resolve) => take({ body, written: resolve }));
  }

  /** Lets every request go without an answer. */
  letGo(): void {
    for (const takers of [...this.open.values()]) for (const take of takers) take(null);
  }
}
