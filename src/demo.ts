import type { EntityManager } from 'typeorm';
import { readInstallation, setBusinessClock } from './db/installation';
import type { Store } from './db/store';
import type { Clock } from './clock/clock';
import { HOUR_MS, DAY_MS } from './domain/calendar';

/** How far a press of the demo's clock goes. */
export type ClockStep = 'hour' | 'day' | 'nextDue';

/** Most instants one press steps through; more would be a loop. */
const MOST_STEPS = 2000;

/** When the first message that waits for its time (quiet hours, what is gathered) may go. */
async function nextHeldBack(manager: EntityManager, now: number): Promise<number | null> {
  const rows: { at: number | string | null }[] = await manager.query(
    "SELECT MIN(notBefore) AS at FROM outbox_message WHERE status = 'queued' AND notBefore > ?",
    [now],
  );
  const at = rows[0]?.at ?? null;
  return at === null ? null : Number(at);
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null ? other : other === null ? one : Math.min(one, other);
}

/**
 * Moves the business clock of a demo (ruling 6): through every due instant on the way, in order, and every one at which a message may go
 * that was held back, each with all that follows from it, so that it is as if the time had passed and not as if the product had been down. `settle` works off inbox and outbox.
 */
export async function moveDemoClock(store: Store, clock: Clock, step: ClockStep, settle: () => Promise<void>): Promise<void> {
  const { manager } = store.dataSource;
  const machineNow = await store.machineNow();
  const { now } = await readInstallation(manager, machineNow);
  const due = await clock.nextDue();
  const target = step === 'hour' ? now + HOUR_MS : step === 'day' ? now + DAY_MS : Math.max(now, due ?? now + HOUR_MS);
  await settle();
  for (let i = 0; i < MOST_STEPS; i += 1) {
    const here = (await readInstallation(manager, await store.machineNow())).now;
    const next = earlier(await clock.nextDue(), await nextHeldBack(manager, here));
    if (next === null || next > target) break;
    if (next > here) await setBusinessClock(manager, { offsetMs: next - (await store.machineNow()) });
    if ((await clock.look()) === 0 && next <= here) break;
    await settle();
  }
  const end = (await readInstallation(manager, await store.machineNow())).now;
  if (end < target) await setBusinessClock(manager, { offsetMs: target - (await store.machineNow()) });
  await clock.look();
  await settle();
}
