import { HazardReporter, Identity, Person } from '../../entities';
import { findRows, updateRows } from '../../src/db/rows';
import { sealedCases } from '../../src/ledger';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE, refused } from '../../src/inbox/work';

/** `/隐私`: what is kept, why, how long, and what rights he has (个人信息保护法 第十七条). */
export function showPrivacy(work: Work): HandlerResult {
  work.reply({ kind: 'privacy', firstUse: false });
  return DONE;
}

/** People known to have been told, by database; a person is remembered only once it is known to be committed. */
const told = new WeakMap<object, Set<string>>();

/** A note that had to stand back for an alarm follows this much later (个人信息保护法 第十八条: told as soon as the emergency is over). */
const AFTER_ALARM_MS = 10 * 60_000;

/**
 * At the first use everybody is told once what is kept about him; the note is part of the transaction of that first message. It stands
 * before the answer, so that what he has to press is the last thing on his screen; in danger nothing comes between him and the advice.
 */
export async function introducePrivacy(work: Work): Promise<void> {
  if (work.speaker.kind !== 'person') return;
  const shown = told.get(work.manager.dataSource) ?? new Set<string>();
  told.set(work.manager.dataSource, shown);
  if (shown.has(work.speaker.person.id)) return;
  const { id } = work.speaker.person;
  const [person] = await findRows(work.manager, Person, { id });
  if (person && person.privacyShownAt === null) {
    await updateRows(work.manager, Person, { id }, { privacyShownAt: work.now });
    if (work.tells('danger')) work.reply({ kind: 'privacy', firstUse: true }, { priority: 'notice', notBefore: work.now + AFTER_ALARM_MS });
    else work.replyFirst({ kind: 'privacy', firstUse: true });
    return;
  }
  shown.add(id);
}

/** `我的数据`: what the product holds about the speaker (第四十五条). */
export async function showMyData(work: Work): Promise<HandlerResult> {
  const { speaker, manager, organisation } = work;
  if (speaker.kind !== 'person') return refused('people.unknown');
  const { person } = speaker;
  const reports = await manager.countBy(HazardReporter, { personId: person.id });
  const sealed = (await sealedCases(manager, (hazardId) => work.seal.tag(hazardId, person.id))).length;
  const accounts = await manager.findBy(Identity, { personId: person.id });
  const roles = organisation.roles.filter((r) => r.personId === person.id).map((r) => r.role);
  work.reply({
    kind: 'myData',
    lines: [
      { key: 'handlers:myData.name', params: { name: person.name } },
      { key: person.phone === null ? 'handlers:myData.noPhone' : 'handlers:myData.phone', params: { phone: person.phone ?? '' } },
      { key: 'handlers:myData.unit', params: { unit: person.unitId } },
      { key: 'handlers:myData.roles', params: { role: [...new Set(roles)].join(',') || 'worker' } },
      { key: 'handlers:myData.accounts', params: { count: accounts.length } },
      { key: 'handlers:myData.reports', params: { count: reports, sealed } },
      { key: 'handlers:myData.rights' },
    ],
  });
  return DONE;
}
