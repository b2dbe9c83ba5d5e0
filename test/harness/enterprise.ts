import { Installation, Person } from '../../entities';
import { ensureInstallation, setBusinessClock } from '../../src/db/installation';
import type { Store } from '../../src/db/store';
import { DEMO_PEOPLE, DEMO_WECOM_CORP, demoPerson, seedDemo } from '../../src/directory/demo';
import { addIdentity } from '../../src/directory/edits';

/** Friday 2026-03-06, 10:00 in Shanghai: a working day, far from quiet hours, a night and a weekend. */
export const MORNING = Date.parse('2026-03-06T02:00:00Z');

/** Account on WeCom of somebody of the enterprise, by name; those of the offices and of the third workshop have one here too. */
export function accountOf(name: string): string {
  const { account, id } = demoPerson(name);
  return account?.channel === 'wecom' ? account.externalId : `u${id.slice(-3)}`;
}

/** Every account on WeCom. */
export const ACCOUNTS: readonly string[] = DEMO_PEOPLE.map((p) => accountOf(p.name));

/**
 * Puts the invented enterprise into an empty database, everybody reachable on WeCom and past the first-use note, the business clock
 * frozen at `now`. The demo mark is taken off, because credentials are refused on a demo database.
 */
export async function seedEnterprise(store: Store, now: number = MORNING): Promise<void> {
  await store.transaction(async (manager) => {
    await ensureInstallation(manager, now);
    await seedDemo(manager, now);
    for (const person of DEMO_PEOPLE) {
      if (person.account?.channel === 'wecom') continue;
      await addIdentity(manager, { personId: person.id, channel: 'wecom', corp: DEMO_WECOM_CORP, externalId: accountOf(person.name) });
    }
    await manager.update(Installation, { id: 1 }, { demo: false });
    await manager.createQueryBuilder().update(Person).set({ privacyShownAt: now }).execute();
    await setBusinessClock(manager, { frozenAt: now });
  });
}
