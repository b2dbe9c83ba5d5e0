import { verifyAll } from '../journal/verify';
import { withStore } from './database';
import type { Terminal } from './terminal';

/** Walks every chain of the journal and every digest; names the first line that is not what it was. */
export async function runJournalVerify(terminal: Terminal): Promise<number> {
  const { t } = terminal;
  return withStore(terminal.env, async (store) => {
    const result = await verifyAll(store.dataSource.manager);
    if (result.ok) {
      terminal.out(t('cli:journal.whole', { chains: result.chains, entries: result.entries, digests: result.digests }));
      return 0;
    }
    if (result.fault === 'digest') terminal.err(t('cli:journal.digest', { day: result.day }));
    else terminal.err(t(`cli:journal.${result.fault}`, { chain: result.chain, seq: result.seq }));
    terminal.err(t('cli:journal.advice'));
    return 1;
  });
}
