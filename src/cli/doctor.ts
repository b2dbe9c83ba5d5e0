import { ConfigError, loadConfig } from '../config';
import { checkContent, checkDatabase, checkSealingKey } from './checks/database';
import { checkDingtalkApp, checkDingtalkCallbacks, checkDingtalkState } from './checks/dingtalk';
import { reasonOf, wrong } from './checks/check';
import { checkDataFolder, checkKeys, checkNode, checkSpace, checkVersion, checkZone } from './checks/machine';
import { checkContacts, checkContactsCallback } from './checks/contacts';
import { checkCallback, checkPlatform } from './checks/platform';
import { checkLogins } from './checks/login';
import { checkRobot, checkRobotConnection } from './checks/robot';
import { withStore } from './database';
import { CliFault } from './terminal';
import type { Check } from './checks/check';
import type { Config } from '../config';
import type { Terminal } from './terminal';

const MARKS = { ok: '✓', warn: '!', fail: '✗' } as const;

/** Looks at everything an installation needs and says in words what to do. Exit code 1 when something has to be mended. */
export async function runDoctor(terminal: Terminal, json: boolean): Promise<number> {
  const { t } = terminal;
  const counts = { ok: 0, warn: 0, fail: 0 };
  const lines: { name: string; status: string; message: string; advice?: string }[] = [];
  for await (const check of checks(terminal)) {
    counts[check.status] += 1;
    const params = { ...check.params, ...(check.words === undefined ? {} : { words: t(check.words) }) };
    const message = t(`cli:doctor.${check.key}`, params);
    const advice = check.advice === undefined ? undefined : t(`cli:doctor.${check.advice}`, params);
    lines.push({ name: check.name, status: check.status, message, ...(advice === undefined ? {} : { advice }) });
    if (!json) terminal.out(`${MARKS[check.status]} ${message}${advice === undefined ? '' : ` → ${advice}`}`);
  }
  if (json) terminal.out(JSON.stringify({ ...counts, checks: lines }, null, 2));
  else {
    terminal.out('');
    terminal.out(
      t(counts.fail > 0 ? 'cli:doctor.summaryFail' : counts.warn > 0 ? 'cli:doctor.summaryWarn' : 'cli:doctor.summaryOk', counts),
    );
  }
  return counts.fail > 0 ? 1 : 0;
}

/** Finding by finding, so that a slow one does not hold back those before it. */
async function* checks(terminal: Terminal): AsyncGenerator<Check> {
  yield checkVersion();
  yield checkNode();
  yield checkZone();
  const { config, faults } = readConfig(terminal);
  yield* faults;
  if (config !== null) {
    const folder = await checkDataFolder(config.dataDir);
    yield folder;
    if (folder.status === 'ok') yield* await checkSpace(config.dataDir);
    yield* checkKeys(config);
  }
  yield* await lookAtDatabase(terminal, config);
  if (config !== null) {
    yield* await checkPlatform(config);
    yield* await checkCallback(config);
    yield* await checkRobot(config);
    yield* await checkContactsCallback(config);
    if (config.dingtalk !== null) {
      yield* await checkDingtalkApp(config.dingtalk);
      yield* await checkDingtalkCallbacks(config.dingtalk);
    }
    yield* await checkLogins(config);
  }
}

function readConfig({ env, t }: Terminal): { readonly config: Config | null; readonly faults: readonly Check[] } {
  try {
    return { config: loadConfig(env), faults: [{ name: 'settings', status: 'ok', key: 'settings.ok' }] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      config: null,
      faults: error.faults.map((fault) =>
        wrong('settings', 'fail', 'settings.fault', {
          setting: fault.setting,
          problem: t(`config:fault.${fault.key}`, { ...fault.params }),
        }),
      ),
    };
  }
}

async function lookAtDatabase({ env, t }: Terminal, config: Config | null): Promise<readonly Check[]> {
  try {
    return await withStore(
      env,
      async (store) => {
        const found = await checkDatabase(store);
        if (found.some((check) => check.key === 'migrations.pending')) return found;
        const keys = config === null ? [] : await checkSealingKey(store, config);
        const robot = config === null ? [] : await checkRobotConnection(store, config);
        const dingtalk = config?.dingtalk ? await checkDingtalkState(store, config.dingtalk) : [];
        const contacts = config === null ? [] : await checkContacts(store, config, t);
        return [...found, ...keys, ...(await checkContent(store, config)), ...robot, ...dingtalk, ...contacts];
      },
      { allowPending: true },
    );
  } catch (error) {
    if (error instanceof ConfigError) return []; // named among the settings
    if (error instanceof CliFault && error.key === 'fault.noDatabase') return [wrong('database', 'warn', 'database.none', error.params)];
    return [
      wrong('database', 'fail', 'database.unreachable', { reason: reasonOf(error instanceof CliFault ? error.params.reason : error) }),
    ];
  }
}
