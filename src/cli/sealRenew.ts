import { loadConfig } from '../config';
import { sealAnew } from '../db/installation';
import { createSeal, loadKeys } from '../directory/seal';
import { keyEnv } from '../product';
import { withStore } from './database';
import { CliFault } from './terminal';
import type { Terminal } from './terminal';

/**
 * Lets the installation go on with another sealing key when the old one is lost for good. Says how many anonymous reporters nobody can
 * recognise or open any more; without `yes` it only tells what it would do.
 */
export async function runSealRenew(terminal: Terminal, yes: boolean): Promise<number> {
  if (!yes) throw new CliFault('seal.sure');
  const config = loadConfig(terminal.env);
  return withStore(terminal.env, async (store) => {
    const { mark } = createSeal(loadKeys({ dataDir: config.dataDir, env: keyEnv(config), kind: store.kind }));
    const lost = await store.transaction((manager) => sealAnew(manager, mark));
    terminal.out(terminal.t('cli:seal.renewed', { lost }));
    return 0;
  });
}
