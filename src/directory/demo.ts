import type { EntityManager } from 'typeorm';
import { Installation, Person, Unit } from '../../entities';
import { ensureInstallation } from '../db/installation';
import { DEMO_DUTY, DEMO_PEOPLE, DEMO_PLACES, DEMO_UNITS } from './demoEnterprise';
import { addDutyContact, addIdentity, addPerson, addPlace, addUnit, grantRole, setDeputy, teachPhrase } from './edits';
import type { EditResult } from './edits';

export { DEMO_DINGTALK_CORP, DEMO_PEOPLE, DEMO_PLACES, DEMO_UNITS, DEMO_WECOM_CORP, demoPerson } from './demoEnterprise';

/**
 * Fills an empty directory with the invented enterprise and marks the database as a demo. `now` is epoch ms.
 * False, and nothing written, when the directory has anybody or anything in it already (ruling 29).
 */
export async function seedDemo(manager: EntityManager, now: number): Promise<boolean> {
  if ((await manager.count(Person)) > 0 || (await manager.count(Unit)) > 0) return false;
  await ensureInstallation(manager, now);
  await manager.update(Installation, { id: 1 }, { demo: true });
  for (const unit of DEMO_UNITS) must(await addUnit(manager, unit));
  for (const person of DEMO_PEOPLE) {
    must(await addPerson(manager, { ...person, createdAt: now }));
    if (person.account) must(await addIdentity(manager, { ...person.account, personId: person.id }));
    for (const { role, unitId } of person.roles) must(await grantRole(manager, { personId: person.id, unitId, role }));
  }
  for (const { id, roles, deputyId } of DEMO_PEOPLE) {
    if (deputyId === null) continue;
    for (const { role, unitId } of roles) must(await setDeputy(manager, { personId: id, unitId, role }, deputyId));
  }
  for (const place of DEMO_PLACES) must(await addPlace(manager, place));
  for (const contact of DEMO_DUTY) must(await addDutyContact(manager, contact));
  const taughtBy = DEMO_PEOPLE.find(({ roles }) => roles.some(({ role }) => role === 'administrator'))?.id ?? '';
  must(await teachPhrase(manager, { phrase: '飞边没清', means: { kind: 'hazardWord' }, by: taughtBy, at: now }));
  return true;
}

function must(result: EditResult): void {
  if (!result.ok) throw new Error(`the demo does not fit the directory: ${result.code}`);
}
