import { NoticeGroup } from '../../entities';
import type { CliCommand } from '../../src/cli/commands';
import { findRows, insertRows } from '../../src/db/rows';
import { unitCalled } from '../../src/domain/organisationQueries';
import { translator } from '../../src/lib/i18n';
import type { HandlerResult, Work } from '../../src/inbox/work';

const t = translator('zh-CN');

function answer(line: string, reason?: string): HandlerResult {
  const answered = { answer: { lines: [line] } };
  return reason === undefined ? { outcome: 'done', ...answered } : { outcome: 'refused', reason, ...answered };
}

/** Adds a group to publish in. Its credential comes under the sealing key already, so that no event holds it in the open. */
export async function addGroup(work: Work, command: Extract<CliCommand, { kind: 'places.add' }>): Promise<HandlerResult> {
  const { id, name, placeKind, address, secret, danger, list } = command;
  const unit = unitCalled(work.organisation, command.unit);
  if (!unit) return answer(t('handlers:admin.noUnit'), 'notices.noUnit');
  const [same] = await findRows(work.manager, NoticeGroup, { kind: placeKind, address });
  if (same) return answer(t('handlers:notice.known', { name: same.name }), 'notices.known');
  const [namesake] = await findRows(work.manager, NoticeGroup, { name });
  if (namesake) return answer(t('handlers:notice.nameTaken', { name }), 'notices.nameTaken');
  const row: NoticeGroup = {
    id,
    unitId: unit.id,
    name,
    kind: placeKind,
    address,
    secret,
    danger,
    list,
    createdAt: work.now,
    faultCode: null,
    faultAt: null,
  };
  await insertRows(work.manager, NoticeGroup, [row]);
  work.record('system', 'system', 'noticeGroupAdded', { groupId: id, unitId: unit.id, kind: placeKind, danger, list });
  return answer(t('handlers:notice.added', { name, unit: unit.name }));
}

async function named(work: Work, name: string): Promise<NoticeGroup | null> {
  const [byName] = await findRows(work.manager, NoticeGroup, { name });
  if (byName) return byName;
  const [byId] = await findRows(work.manager, NoticeGroup, { id: name });
  return byId ?? null;
}

/** Takes a group away; what waits for it is dropped when its turn comes. */
export async function removeGroup(work: Work, command: Extract<CliCommand, { kind: 'places.remove' }>): Promise<HandlerResult> {
  const group = await named(work, command.place);
  if (!group) return answer(t('handlers:notice.unknown', { name: command.place }), 'notices.unknown');
  await work.manager.delete(NoticeGroup, { id: group.id });
  work.record('system', 'system', 'noticeGroupRemoved', { groupId: group.id });
  return answer(t('handlers:notice.removed', { name: group.name }));
}

/** Under which the tests of a group stand in the outbox. */
export function noticeTestKey(groupId: string): string {
  return `noticeTest:${groupId}`;
}

/** Publishes one line in a group. */
export async function testGroup(work: Work, command: Extract<CliCommand, { kind: 'places.test' }>): Promise<HandlerResult> {
  const group = await named(work, command.place);
  if (!group) return answer(t('handlers:notice.unknown', { name: command.place }), 'notices.unknown');
  work.tell(
    { kind: 'group', groupId: group.id },
    { kind: 'notice', notice: { what: 'test', unitId: group.unitId } },
    { priority: 'answer', foldKey: noticeTestKey(group.id) },
  );
  return answer(t('handlers:notice.testing', { name: group.name }));
}
