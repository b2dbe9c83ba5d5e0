import { In } from 'typeorm';
import { OutboxMessage } from '../../entities';
import type { CliCommand } from '../../src/cli/commands';
import { grantRole } from '../../src/directory/edits';
import { applyImport, planImport } from '../../src/directory/importPeople';
import { rootOf } from '../../src/domain/organisationQueries';
import { translator } from '../../src/lib/i18n';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { addGroup, removeGroup, testGroup } from './noticeGroups';
import { refused } from '../../src/inbox/work';

const t = translator('zh-CN');

function answer(lines: readonly string[], reason?: string): HandlerResult {
  return { outcome: reason === undefined ? 'done' : 'refused', ...(reason === undefined ? {} : { reason }), answer: { lines } };
}

async function importPeople(work: Work, command: Extract<CliCommand, { kind: 'people.import' }>): Promise<HandlerResult> {
  const plan = planImport(command.table, work.snapshot);
  const fault = (f: (typeof plan.faults)[number]): string =>
    t(`people:import.line`, { row: f.row, problem: t(`people:${f.key}`, { ...f.params, column: f.column }) });
  const warnings = plan.warnings.map(fault);
  if (plan.faults.length > 0)
    return answer([...plan.faults.map(fault), ...warnings, t('people:import.nothingDone')], 'people.importFaults');
  if (command.dryRun) return answer([...warnings, t('people:import.wouldDo', { count: plan.changes.length })]);
  await applyImport(work.manager, plan, work.now);
  work.record('people', 'system', 'import', { file: command.fileName, changes: plan.changes.length });
  return answer([...warnings, t('people:import.done', { count: plan.changes.length })]);
}

async function grantAdministrator(work: Work, command: Extract<CliCommand, { kind: 'admin.grant' }>): Promise<HandlerResult> {
  const wanted = command.person.trim();
  const fit = [...work.organisation.people.values()].filter(
    (p) => p.active && (p.id === wanted || p.name === wanted || p.phone === wanted),
  );
  const [person] = fit;
  if (!person || fit.length > 1)
    return answer([t(fit.length > 1 ? 'handlers:severalPeople' : 'handlers:noSuchPerson', { name: wanted })], 'people.ambiguous');
  const unit = rootOf(work.organisation, person.unitId);
  const granted = await grantRole(work.manager, { personId: person.id, unitId: unit?.id ?? person.unitId, role: 'administrator' });
  if (!granted.ok) return answer([t(`people:edit.${granted.code}`)], `people.${granted.code}`);
  work.record('people', 'system', 'grant', { personId: person.id, role: 'administrator' });
  return answer([t('handlers:admin.granted', { name: person.name })]);
}

async function resend(work: Work, command: Extract<CliCommand, { kind: 'outbox.resend' }>): Promise<HandlerResult> {
  const where = command.ids === null ? { status: 'dead' as const } : { status: 'dead' as const, id: In([...command.ids]) };
  const changed = await work.manager.update(OutboxMessage, where, {
    status: 'queued',
    attempts: 0,
    retryAt: 0,
    rendered: null,
    errorCode: null,
    errorDetail: null,
    settledAt: null,
  });
  work.record('system', 'system', 'outboxResent', { count: changed.affected ?? 0 });
  return answer([t('handlers:admin.resent', { count: changed.affected ?? 0 })]);
}

/** A write of the operator's command line, executed by whoever runs the inbox (ruling 9). */
export async function runCommand(work: Work, command: CliCommand): Promise<HandlerResult> {
  switch (command.kind) {
    case 'people.import':
      return importPeople(work, command);
    case 'admin.grant':
      return grantAdministrator(work, command);
    case 'outbox.resend':
      return resend(work, command);
    case 'places.add':
      return addGroup(work, command);
    case 'places.remove':
      return removeGroup(work, command);
    case 'places.test':
      return testGroup(work, command);
    default:
      return refused('command.unknown');
  }
}
