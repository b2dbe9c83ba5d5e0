import { OutboxMessage } from '../../entities';
import type { Store } from '../db/store';

/** What waits for this reason may be tried again at once: somebody has done what it was waiting for. */
export async function wakeWaiting(store: Store, errorCode: string): Promise<void> {
  await store.dataSource.manager.update(OutboxMessage, { status: 'queued', errorCode }, { retryAt: 0 });
}
