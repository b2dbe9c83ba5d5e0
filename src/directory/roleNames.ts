import { ROLES } from '../domain/organisation';
import type { Role } from '../domain/organisation';

/** What people write for a role; data of the reader, not sentences. Compared without spaces, in one width. */
const NAMES: Readonly<Record<Role, readonly string[]>> = {
  worker: ['职工', '员工', '工人', '普通职工', '普通员工', '一线职工', '组员', '班员', 'worker', 'employee'],
  teamLeader: ['班组长', '班长', '组长', '工段长', 'teamleader'],
  workshopHead: ['车间主任', '车间负责人', '主任', '区队长', '队长', 'workshophead'],
  safetyOfficer: ['安全员', '专职安全员', '兼职安全员', '安全管理员', '安全管理人员', '安全主任', '安全科长', '安全部长', 'safetyofficer'],
  leaderInCharge: ['分管领导', '分管安全领导', '分管负责人', '安全副厂长', '分管副总', '安全总监', 'leaderincharge'],
  unitHead: ['主要负责人', '厂长', '总经理', '法定代表人', '法人代表', '单位负责人', '矿长', 'unithead'],
  dutyLeader: ['带班领导', '值班领导', 'dutyleader'],
  dutyOfficer: ['值班员', '值班人员', '调度员', 'dutyofficer'],
  unionGroupInspector: [
    '工会小组劳动保护检查员',
    '工会小组检查员',
    '劳动保护检查员',
    '劳保检查员',
    '工会小组长',
    '群监员',
    'uniongroupinspector',
  ],
  unionBranchChair: ['车间分会主席', '分会主席', '车间工会主席', '工会分会主席', 'unionbranchchair'],
  enterpriseUnionChair: ['企业工会主席', '工会主席', '厂工会主席', '公司工会主席', 'enterpriseunionchair'],
  higherUnion: ['上级工会', '总工会', '产业工会', '片区服务站', 'higherunion'],
  administrator: ['管理员', '系统管理员', 'administrator', 'admin'],
};

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s*]+/g, '')
    .toLowerCase();
const BY_NAME: ReadonlyMap<string, Role> = new Map(ROLES.flatMap((role) => NAMES[role].map((name): [string, Role] => [plain(name), role])));

/** The role a word means; null for a word that means none. */
export function roleNamed(word: string): Role | null {
  return BY_NAME.get(plain(word)) ?? null;
}

/** The words of a cell that names several roles, joined by 、 , / ; or a line end. */
export function roleWords(cell: string): readonly string[] {
  return cell
    .split(/[、,，/／;；|｜\r\n]+/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
