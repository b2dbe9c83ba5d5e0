import { loadConfig } from '../config';
import type { Given } from './spec';
import { CliFault } from './terminal';
import type { Terminal } from './terminal';
import { runWrite } from './writes';

const PLATFORMS = ['wecom', 'dingtalk'] as const;

/** Has the contacts of one platform, or of each that is set up, read and compared; exit code 1 when one of them could not be. */
export async function runPeopleSync(terminal: Terminal, given: Given): Promise<number> {
  const config = loadConfig(terminal.env);
  const wanted = given.values.get('platform');
  const only = PLATFORMS.find((platform) => platform === wanted);
  if (wanted !== undefined && only === undefined) throw new CliFault('fault.badPlatform', { value: wanted });
  const chosen = only === undefined ? PLATFORMS.filter((platform) => config[platform] !== null) : [only];
  if (chosen.length === 0) throw new CliFault('fault.noPlatform');
  let code = 0;
  for (const platform of chosen) {
    if (chosen.length > 1) terminal.out(terminal.t(`people:sync.platform.${platform}`));
    const dryRun = given.flags.has('dry-run');
    code = Math.max(code, await runWrite(terminal, { kind: 'people.sync', platform, dryRun, confirmed: given.flags.has('yes') }));
  }
  return code;
}
