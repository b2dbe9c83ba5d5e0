import type { EditResult } from '../../src/directory/edits';
import {
  addDutyContact,
  addIdentity,
  addPerson,
  addPlace,
  addPlaceAlias,
  addUnit,
  grantRole,
  revokeRole,
  setPersonActive,
  teachPhrase,
} from '../../src/directory/edits';
import { unitCalled } from '../../src/domain/organisationQueries';
import { setUpFaults } from '../../src/domain/setUpFaults';
import { ROLES } from '../../src/domain/organisation';
import type { OrgPerson, Role } from '../../src/domain/organisation';
import { translator } from '../../src/lib/i18n';
import { CAUSES } from '../../src/domain/hazard/types';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE, refused } from '../../src/inbox/work';
import { mayAdministrate } from '../../src/policies/hazardPolicy';
import type { Intent } from '../../src/understanding/types';
import { handOverOf } from './leavers';

type Outcome = EditResult | 'usage' | 'noPerson' | 'noUnit' | 'noPlace' | 'noRole' | 'listed';

interface Order {
  readonly work: Work;
  /** Words after the command, split at spaces and punctuation. */
  readonly words: readonly string[];
  readonly args: string;
}

function personNamed(work: Work, name: string | undefined): OrgPerson | null {
  const fit = [...work.organisation.people.values()].filter((p) => p.name === name || p.phone === name || p.id === name);
  return fit.length === 1 ? (fit[0] ?? null) : null;
}

/** A role by its Chinese or English name, or its identifier. */
function roleNamed(text: string | undefined): Role | null {
  return (
    ROLES.find(
      (role) => role === text || translator('zh-CN')(`common:role.${role}`) === text || translator('en')(`common:role.${role}`) === text,
    ) ?? null
  );
}

const by = (work: Work): string => (work.speaker.kind === 'person' ? work.speaker.person.id : 'system');

/** 「添加人员 张三 13800000000 东方机械厂/一车间/甲班 职工」 */
async function addSomebody({ work, words }: Order): Promise<Outcome> {
  const [name, ...rest] = words;
  const phone = rest.find((w) => /^\+?\d{7,15}$/.test(w)) ?? null;
  const unit = unitCalled(
    work.organisation,
    rest.find((w) => unitCalled(work.organisation, w) !== null),
  );
  const role = rest.map(roleNamed).find((r) => r !== null) ?? 'worker';
  if (!name) return 'usage';
  if (!unit) return 'noUnit';
  const added = await addPerson(work.manager, { name, phone, unitId: unit.id, createdAt: work.now });
  return added.ok ? grantRole(work.manager, { personId: added.id, unitId: unit.id, role }) : added;
}

/** 「停用 张三」「启用 张三」 */
const setActive =
  (active: boolean) =>
  async ({ work, words }: Order): Promise<Outcome> => {
    const person = personNamed(work, words[0]);
    if (!person) return 'noPerson';
    const edited = await setPersonActive(work.manager, person.id, active);
    if (edited.ok && person.active && !active) handOverOf(work, person.id);
    return edited;
  };

/** 「授予 张三 安全员 东方机械厂/一车间」「撤销角色 张三 安全员 …」 */
const changeRole =
  (grant: boolean) =>
  async ({ work, words }: Order): Promise<Outcome> => {
    const person = personNamed(work, words[0]);
    const role = words.map(roleNamed).find((r) => r !== null);
    if (!person) return 'noPerson';
    if (!role) return 'noRole';
    const named = words.slice(1).find((w) => unitCalled(work.organisation, w) !== null);
    const unitId = unitCalled(work.organisation, named)?.id ?? person.unitId;
    return grant ? grantRole(work.manager, { personId: person.id, unitId, role }) : revokeRole(work.manager, person.id, unitId, role);
  };

/** 「绑定 张三 企业微信 zhangsan」: the corp is bound when the platform's account speaks. */
async function bind({ work, words }: Order): Promise<Outcome> {
  const [name, platform, account] = words;
  const person = personNamed(work, name);
  if (!person) return 'noPerson';
  const channel = /企业微信|wecom/i.test(platform ?? '') ? 'wecom' : /钉钉|dingtalk/i.test(platform ?? '') ? 'dingtalk' : null;
  if (channel === null || !account) return 'usage';
  return addIdentity(work.manager, { personId: person.id, channel, corp: '', externalId: account });
}

/** 「添加单位 东方机械厂/一车间 乙班」 */
async function addSomeUnit({ work, words }: Order): Promise<Outcome> {
  const [parentText, name] = words;
  const parent = unitCalled(work.organisation, parentText);
  if (!parent) return 'noUnit';
  return name ? addUnit(work.manager, { name, parentId: parent.id }) : 'usage';
}

/** 「添加部位 3号车间东头配电箱 三车间」 */
async function addSomePlace({ work, words }: Order): Promise<Outcome> {
  const [name, unitText] = words;
  const unit = unitCalled(work.organisation, unitText);
  if (!name) return 'usage';
  return unit ? addPlace(work.manager, { name, unitId: unit.id, kind: 'place' }) : 'noUnit';
}

/** 「别名 三车间=冲压车间」: what people say, for a unit or place that has another name. */
async function alias({ work, args }: Order): Promise<Outcome> {
  const [name, word] = args.split(/[==]/).map((part) => part.trim());
  if (!name || !word) return 'usage';
  const place = work.organisation.places.find((p) => p.name === name);
  if (place) return addPlaceAlias(work.manager, place.id, word);
  const unit = unitCalled(work.organisation, name);
  // A unit's other name is a place of its own that belongs to the unit.
  return unit ? addPlace(work.manager, { name: word, unitId: unit.id, kind: 'place' }) : 'noPlace';
}

/** 「教 冒蒸汽=危险」「教 跑冒滴漏=隐患」「教 收工=签退」 */
async function teach({ work, args }: Order): Promise<Outcome> {
  const [phrase, meaning] = args.split(/[==]/).map((part) => part.trim());
  if (!phrase || !meaning) return 'usage';
  const at = { phrase, by: by(work), at: work.now };
  if (/^(危险|danger)$/i.test(meaning)) return teachPhrase(work.manager, { ...at, means: { kind: 'dangerWord' } });
  if (/^(隐患|hazard)$/i.test(meaning)) return teachPhrase(work.manager, { ...at, means: { kind: 'hazardWord' } });
  const cause = CAUSES.find((c) => c === meaning || translator('zh-CN')(`hazard:cause.${c}`) === meaning);
  return cause ? teachPhrase(work.manager, { ...at, means: { kind: 'cause', cause } }) : 'usage';
}

/** 「值班电话 一车间 王强 13800000000」 */
async function contact({ work, words }: Order): Promise<Outcome> {
  const [unitText, name, phone] = words;
  const unit = unitCalled(work.organisation, unitText);
  if (!unit) return 'noUnit';
  if (!name || !phone) return 'usage';
  return addDutyContact(work.manager, { unitId: unit.id, name, phone, personId: personNamed(work, name)?.id ?? null });
}

/** 「检查配置」: every unit that lacks head, safety officer, union supervisor or duty contact (R040, R049). */
async function check({ work }: Order): Promise<Outcome> {
  const faults = setUpFaults(work.organisation);
  if (faults.length === 0) {
    work.reply({ kind: 'sentence', key: 'handlers:admin.setUpComplete' });
    return 'listed';
  }
  for (const fault of faults.slice(0, 20)) {
    work.reply({
      kind: 'sentence',
      key: `handlers:admin.fault.${fault.kind}`,
      params: { unit: 'unit' in fault ? fault.unit : '', place: 'place' in fault ? fault.place : '' },
    });
  }
  return 'listed';
}

const COMMANDS: readonly (readonly [RegExp, (order: Order) => Promise<Outcome>])[] = [
  [/^(添加人员|新增人员|addPerson)/i, addSomebody],
  [/^(停用|disable)/i, setActive(false)],
  [/^(启用|enable)/i, setActive(true)],
  [/^(授予|任命|grant)/i, changeRole(true)],
  [/^(撤销角色|免去|revoke)/i, changeRole(false)],
  [/^(绑定|bind)/i, bind],
  [/^(添加单位|addUnit)/i, addSomeUnit],
  [/^(添加部位|添加地点|addPlace)/i, addSomePlace],
  [/^(别名|alias)/i, alias],
  [/^(教|teach)/i, teach],
  [/^(值班电话|contact)/i, contact],
  [/^(检查配置|配置检查|check)/i, check],
];

/** The administrator's words. Everything he changes stands in the journal; nothing is done for anybody else. */
export async function administrate(work: Work, intent: Extract<Intent, { name: 'admin' }>): Promise<HandlerResult> {
  if (work.speaker.kind !== 'person' || !mayAdministrate(work.speaker.person.id, work.organisation)) {
    work.reply({ kind: 'sentence', key: 'handlers:admin.notYou' });
    return refused('people.notAdministrator');
  }
  const command = COMMANDS.find(([pattern]) => pattern.test(intent.command));
  const words = intent.args.split(/[\s,,、;;]+/).filter((w) => w !== '');
  const outcome = command ? await command[1]({ work, words, args: intent.args }) : 'usage';
  if (outcome === 'listed') return DONE;
  if (typeof outcome === 'string') {
    work.reply({ kind: 'sentence', key: `handlers:admin.${outcome}`, params: { words: intent.args } });
    return refused(`people.${outcome}`);
  }
  if (!outcome.ok) {
    work.reply({ kind: 'sentence', key: `people:edit.${outcome.code}` });
    return refused(`people.${outcome.code}`);
  }
  work.record('people', by(work), `admin.${intent.command}`, { id: outcome.id });
  work.reply({ kind: 'sentence', key: 'handlers:admin.done', params: { words: `${intent.command} ${intent.args}`.trim() } });
  return DONE;
}
