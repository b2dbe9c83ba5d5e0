import type { ApiResult } from './answers';

/** People in one call: the parameter table says twenty, an error text a hundred (notes §4.2). */
export const MAX_PEOPLE = 20;
/** How long a message waits for equal ones, milliseconds. */
const GATHER_MS = 10;

interface Open {
  readonly userIds: string[];
  readonly result: Promise<ApiResult>;
  readonly close: () => void;
}

/** Gathers equal messages to several people into one call, because every call is one of the month's. */
export class OtoBatch {
  private readonly open = new Map<string, Open>();

  constructor(
    private readonly call: (userIds: readonly string[], msgKey: string, msgParam: string, priority: number) => Promise<ApiResult>,
  ) {}

  /** Resolves with the answer of the call this person was part of; his own fate stands in its lists. */
  async send(userId: string, msgKey: string, msgParam: string, priority: number): Promise<ApiResult> {
    const batch = this.join(userId, msgKey, msgParam, priority);
    const result = await batch.result;
    // One bad recipient may have the whole call refused; the others must not suffer for him.
    if (!result.ok && result.row.class === 'refused' && batch.userIds.length > 1) return this.call([userId], msgKey, msgParam, priority);
    return result;
  }

  private join(userId: string, msgKey: string, msgParam: string, priority: number): Open {
    const key = JSON.stringify([priority, msgKey, msgParam]);
    const known = this.open.get(key);
    if (known !== undefined && !known.userIds.includes(userId)) {
      known.userIds.push(userId);
      if (known.userIds.length >= MAX_PEOPLE) known.close();
      return known;
    }
    known?.close();
    return this.begin(key, userId, () => [msgKey, msgParam, priority]);
  }

  private begin(key: string, userId: string, rest: () => [string, string, number]): Open {
    const userIds = [userId];
    let close = (): void => undefined;
    const closed = new Promise<void>((resolve) => {
      const timer = setTimeout(() => close(), GATHER_MS);
      close = () => {
        clearTimeout(timer);
        if (this.open.get(key) === batch) this.open.delete(key);
        resolve();
      };
    });
    const result = closed.then(() => this.call(userIds, ...rest()));
    const batch: Open = { userIds, result, close: () => close() };
    this.open.set(key, batch);
    return batch;
  }
}
