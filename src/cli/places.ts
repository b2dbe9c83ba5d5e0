import { setTimeout as pause } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { NoticeGroup, OutboxMessage } from '../../entities';
import { noticeFault } from '../../handlers/system/noticeGroupState';
import { noticeTestKey } from '../../handlers/system/noticeGroups';
import type { NoticeKind } from '../channels/channel';
import { createDirectory } from '../directory/directory';
import { unitPath } from '../domain/organisationQueries';
import { formInstant } from '../forms';
import { newId } from '../lib/ids';
import type { Product } from '../product';
import { withStore } from './database';
import { makeChat } from './placesChat';
import { CliFault } from './terminal';
import { runWrite } from './writes';
import type { CliCommand } from './commands';
import type { Given } from './spec';
import type { Terminal } from './terminal';

const KINDS: ReadonlyMap<string, NoticeKind> = new Map([
  ['wecom-chat', 'wecomChat'],
  ['wecom-webhook', 'wecomWebhook'],
  ['dingtalk-group', 'dingtalkGroup'],
  ['dingtalk-robot', 'dingtalkRobot'],
]);
/** What an address of each kind looks like; of webhooks the credential in it is kept and nothing else. */
const ADDRESSES: Readonly<Record<NoticeKind, RegExp>> = {
  wecomChat: /^([\w-]{1,64})$/,
  wecomWebhook: /^(?:https:\/\/\S+[?&]key=)?([0-9A-Za-z-]{16,64})$/,
  dingtalkGroup: /^(cid[\w+/=-]{8,120})$/,
  dingtalkRobot: /^(?:https:\/\/\S+[?&]access_token=)?([0-9A-Za-z]{32,128})$/,
};
const SIGNING_SECRET = /^SEC[0-9A-Za-z]{16,128}$/;
const CONTENTS = ['danger', 'list'] as const;
/** How long a test waits for the platform's answer. */
const TEST_MS = 20_000;
const LOOK_MS = 300;

/** Lists the groups in which news are published; never a credential. */
export async function runPlacesList(terminal: Terminal, json: boolean): Promise<number> {
  const { t } = terminal;
  return withStore(terminal.env, async (store) => {
    const groups = await store.dataSource.manager.find(NoticeGroup, { order: { createdAt: 'ASC', id: 'ASC' } });
    const { organisation } = await createDirectory(store).current();
    if (json) {
      const shown = groups.map(({ id, name, kind, unitId, danger, list, faultCode, faultAt }) => ({
        id,
        name,
        kind,
        unit: unitPath(organisation, unitId),
        danger,
        list,
        faultCode,
        faultAt,
      }));
      terminal.out(JSON.stringify(shown, null, 2));
      return 0;
    }
    if (groups.length === 0) terminal.out(t('cli:places.none'));
    for (const group of groups) {
      const { name, kind, faultCode: code } = group;
      const what = CONTENTS.filter((content) => group[content]).map((content) => t(`cli:places.${content}`));
      const state =
        code === null
          ? t('cli:places.works')
          : t('cli:places.fault', { fault: t(`common:noticeFault.${noticeFault(code)}`), code, time: formInstant(group.faultAt, t) });
      const unit = unitPath(organisation, group.unitId);
      terminal.out(t('cli:places.line', { name, unit, kind: t(`cli:places.kind.${kind}`), what: what.join(t('common:listJoin')), state }));
    }
    return 0;
  });
}

/** Adds a group; addresses of webhooks are asked for, so that they stay out of the history of the shell. */
export async function runPlacesAdd(terminal: Terminal, { values }: Given): Promise<number> {
  const need = (option: string): string => {
    const value = values.get(option)?.trim();
    if (!value) throw new CliFault('places.missing', { option });
    return value;
  };
  const kind = KINDS.get(need('kind'));
  if (kind === undefined) throw new CliFault('places.badKind', { kind: need('kind') });
  const unit = need('unit');
  const name = need('name').slice(0, 60);
  const what = (values.get('what') ?? CONTENTS.join(',')).split(/[,,、\s]+/).filter((word) => word !== '');
  const odd = what.find((word) => !CONTENTS.some((content) => content === word));
  if (odd !== undefined) throw new CliFault('places.badWhat', { what: odd });
  const members = values.get('members');
  if (members !== undefined && kind !== 'wecomChat') throw new CliFault('places.onlyChat');
  const given = members === undefined ? await addressOf(terminal, kind, values.get('address')) : null;
  return runWrite(terminal, async (product): Promise<CliCommand> => {
    if (product.isDemo) throw new CliFault('places.demo');
    const id = newId();
    const shape = {
      kind: 'places.add' as const,
      id,
      name,
      unit,
      placeKind: kind,
      danger: what.includes('danger'),
      list: what.includes('list'),
    };
    if (given === null) return { ...shape, address: await makeChat(product, { id, name, members: members ?? '' }), secret: null };
    if (kind === 'wecomChat' || kind === 'dingtalkGroup') return { ...shape, address: given.address, secret: null };
    return { ...shape, ...sealed(product, id, given) };
  });
}

interface GivenAddress {
  readonly address: string;
  readonly signingSecret: string | null;
}

async function addressOf(terminal: Terminal, kind: NoticeKind, option: string | undefined): Promise<GivenAddress> {
  const isChat = kind === 'wecomChat' || kind === 'dingtalkGroup';
  const text = option ?? (await ask(terminal, isChat ? 'places.askChat' : 'places.askWebhook', 'address'));
  const address = ADDRESSES[kind].exec(text.trim())?.[1];
  if (address === undefined) throw new CliFault('places.badAddress');
  if (kind !== 'dingtalkRobot') return { address, signingSecret: null };
  const signingSecret = (await ask(terminal, 'places.askSecret', 'address')).trim();
  if (!SIGNING_SECRET.test(signingSecret)) throw new CliFault('places.badSecret');
  return { address, signingSecret };
}

async function ask(terminal: Terminal, key: string, option: string): Promise<string> {
  if (!terminal.ask) throw new CliFault('places.missing', { option });
  return terminal.ask(terminal.t(`cli:${key}`));
}

/** The credential under the sealing key, and the mark by which the same one is recognised. */
function sealed(
  { vault }: Product,
  id: string,
  { address, signingSecret }: GivenAddress,
): { readonly address: string; readonly secret: string } {
  return { address: vault.mark(address), secret: vault.lock(id, signingSecret === null ? address : `${address}\n${signingSecret}`) };
}

/** Publishes one line and waits for what the platform answers. */
export async function runPlacesTest(terminal: Terminal, place: string): Promise<number> {
  const began = await withStore(terminal.env, async (store) =>
    newestTest(await groupNamed(store.dataSource.manager, place), store.dataSource.manager),
  );
  const asked = await runWrite(terminal, { kind: 'places.test', place });
  if (asked !== 0) return asked;
  return withStore(terminal.env, async (store) => {
    const { manager } = store.dataSource;
    const group = await groupNamed(manager, place);
    const until = Date.now() + TEST_MS;
    for (;;) {
      const test = await newestTest(group, manager);
      const isNew = test !== null && test.id !== began?.id;
      if (isNew && (test.status === 'sent' || test.status === 'dead' || test.errorCode !== null)) return sayOutcome(terminal, test);
      if (Date.now() > until) {
        terminal.err(terminal.t('cli:places.nobody'));
        return 1;
      }
      await pause(LOOK_MS);
    }
  });
}

function sayOutcome(terminal: Terminal, { status, errorCode, errorDetail }: OutboxMessage): number {
  const { t } = terminal;
  if (status === 'sent') {
    terminal.out(t('cli:places.arrived'));
    return 0;
  }
  const code = errorCode ?? status;
  const detail = errorDetail ?? '';
  if (status === 'dead') terminal.err(t('cli:places.refused', { fault: t(`common:noticeFault.${noticeFault(code)}`), code, detail }));
  else terminal.err(t('cli:places.waits', { code, detail }));
  return 1;
}

async function groupNamed(manager: EntityManager, name: string): Promise<NoticeGroup> {
  const group = (await manager.findOneBy(NoticeGroup, { name })) ?? (await manager.findOneBy(NoticeGroup, { id: name }));
  if (!group) throw new CliFault('places.unknown', { name });
  return group;
}

async function newestTest(group: NoticeGroup, manager: EntityManager): Promise<OutboxMessage | null> {
  const [row] = await manager.find(OutboxMessage, { where: { foldKey: noticeTestKey(group.id) }, order: { id: 'DESC' }, take: 1 });
  return row ?? null;
}
