import type { EntityManager } from 'typeorm';
import { OutboxMessage } from '../../entities';
import { createDirectory } from '../directory/directory';
import { formInstant } from '../forms';
import { withStore } from './database';
import { CliFault } from './terminal';
import { runWrite } from './writes';
import type { Organisation } from '../domain/organisation';
import type { Terminal } from './terminal';

const SHOWN = 50;

/** Lists dead letters, newest first, with the reason each did not go, and how much waits. */
export async function runOutboxList(terminal: Terminal, json: boolean): Promise<number> {
  const { t } = terminal;
  return withStore(terminal.env, async (store) => {
    const manager = store.dataSource.manager;
    const dead = await manager.find(OutboxMessage, { where: { status: 'dead' }, order: { settledAt: 'DESC', id: 'DESC' }, take: SHOWN });
    const total = await manager.countBy(OutboxMessage, { status: 'dead' });
    const waiting = await manager.countBy(OutboxMessage, { status: 'queued' });
    if (json) {
      const lines = dead.map(({ id, settledAt, recipientKind, channel, errorCode, errorDetail, attempts, correlationId }) => ({
        id,
        settledAt,
        recipientKind,
        channel,
        errorCode,
        errorDetail,
        attempts,
        correlationId,
      }));
      terminal.out(JSON.stringify({ dead: total, waiting, letters: lines }, null, 2));
      return 0;
    }
    terminal.out(t('cli:outbox.summary', { dead: total, waiting }));
    if (dead.length === 0) return 0;
    const { organisation } = await createDirectory(store).current();
    for (const letter of dead) {
      terminal.out('');
      terminal.out(
        t('cli:outbox.letter', {
          id: letter.id,
          time: formInstant(letter.settledAt, t),
          who: recipientName(letter, organisation, terminal),
        }),
      );
      terminal.out(t('cli:outbox.reason', { code: letter.errorCode ?? '—', detail: letter.errorDetail ?? '', count: letter.attempts }));
    }
    terminal.out('');
    if (total > dead.length) terminal.out(t('cli:outbox.more', { count: total - dead.length }));
    terminal.out(t('cli:outbox.hint'));
    return 0;
  });
}

/** Puts dead letters back into the queue: those named, or all of them. */
export async function runOutboxResend(terminal: Terminal, ids: readonly string[], all: boolean): Promise<number> {
  if (all === ids.length > 0) throw new CliFault('outbox.which');
  if (!all) await withStore(terminal.env, (store) => mustBeDead(store.dataSource.manager, ids));
  return runWrite(terminal, { kind: 'outbox.resend', ids: all ? null : [...ids] });
}

async function mustBeDead(manager: EntityManager, ids: readonly string[]): Promise<void> {
  for (const id of ids) if (!(await manager.existsBy(OutboxMessage, { id, status: 'dead' }))) throw new CliFault('outbox.notDead', { id });
}

/** Whom it was for, without opening anybody's seal. */
function recipientName(letter: OutboxMessage, organisation: Organisation, { t }: Terminal): string {
  switch (letter.recipientKind) {
    case 'person':
      return organisation.people.get(letter.recipient)?.name ?? letter.recipient;
    case 'reporter':
      return t('cli:outbox.reporter');
    case 'group':
      return t('cli:outbox.group');
    case 'address':
      return letter.recipient;
    default: {
      const never: never = letter.recipientKind;
      return never;
    }
  }
}
