import { NoticeGroup } from '../../entities';
import { findRows, updateRows } from '../../src/db/rows';
import type { NoticeGroupState } from '../../src/inbox/systemEvents';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE } from '../../src/inbox/work';

/** What a code means, in words: the sentence is `common:noticeFault.<name>`. */
const FAULTS: readonly { readonly name: string; readonly codes: RegExp }[] = [
  { name: 'gone', codes: /^wecom\.(93000|93008)$|^dingtalk\.(300001|300005|400101|400106|robot\.oto\.notExist)$/ },
  { name: 'notAllowed', codes: /^wecom\.(93001|93004)$|^dingtalk\.(400102|bot\.stopped)$/ },
  { name: 'chatGone', codes: /^wecom\.(40050|49008|86001|86003|86008)$|^dingtalk\.(group\.disbanded|400013)$/ },
  { name: 'signature', codes: /^dingtalk\.310000$/ },
  { name: 'permission', codes: /^wecom\.(48001|48002|48006|48009|5000[123]|60031)$|AccessTokenPermissionDenied$|^dingtalk\.60011$/ },
  { name: 'address', codes: /^(wecom|dingtalk)\.60020$|IpNotInWhiteList$/ },
  { name: 'key', codes: /^vault\./ },
  { name: 'platform', codes: /^outbox\.noPlatform$/ },
];

/** Name of the sentence for a code under which publishing in a group failed. */
export function noticeFault(code: string): string {
  return FAULTS.find(({ codes }) => codes.test(code))?.name ?? 'other';
}

/** A group has refused a notice, or takes them again. The administrators are told once, when it begins. */
export async function setGroupState(work: Work, { groupId, fault }: NoticeGroupState): Promise<HandlerResult> {
  const [group] = await findRows(work.manager, NoticeGroup, { id: groupId });
  if (!group || group.faultCode === fault) return { outcome: 'done', reason: 'notices.overtaken' };
  await updateRows(work.manager, NoticeGroup, { id: groupId }, { faultCode: fault, faultAt: fault === null ? null : work.now });
  work.record('system', 'system', fault === null ? 'noticeGroupMended' : 'noticeGroupFault', {
    groupId,
    ...(fault === null ? {} : { code: fault }),
  });
  if (fault === null || group.faultCode !== null) return DONE;
  for (const personId of new Set(work.organisation.roles.filter((r) => r.role === 'administrator').map((r) => r.personId)))
    work.tell(
      { kind: 'person', personId },
      { kind: 'sentence', key: 'handlers:notice.fault', params: { name: group.name, fault: noticeFault(fault), code: fault } },
      { priority: 'answer' },
    );
  return DONE;
}
