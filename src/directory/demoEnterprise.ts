import type { Role } from '../domain/organisation';

/*
 * The invented enterprise of the demo: a machine works with its union. Names and numbers are made up; the ids never change, so that
 * links, tests and pictures hold from one start to the next.
 */

/** Corp ids under which the demo's people have platform names. Neither belongs to anybody. */
export const DEMO_WECOM_CORP = 'ww00000000000000aa';
export const DEMO_DINGTALK_CORP = 'ding00000000000000bb';

/** Last block of ids: 1xx units, 2xx people, 3xx places. */
function demoId(number: number): string {
  return `0de30000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

/** A unit of the demo; parents stand before their children. */
export interface DemoUnit {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
}
/** Somebody of the demo. `roles` are held in his own unit unless `at` names another. `deputy` acts for him in all of them. */
export interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly unitId: string;
  readonly roles: readonly { readonly role: Role; readonly unitId: string }[];
  readonly deputyId: string | null;
  readonly account: { readonly channel: 'wecom' | 'dingtalk'; readonly corp: string; readonly externalId: string } | null;
}
/** A place or piece of equipment of the demo. */
export interface DemoPlace {
  readonly id: string;
  readonly name: string;
  readonly unitId: string;
  readonly kind: 'place' | 'equipment';
  readonly aliases: readonly string[];
}

const PLANT = demoId(101);
const ONE = demoId(110);
const ONE_A = demoId(111);
const ONE_B = demoId(112);
const THREE = demoId(130);
const THREE_A = demoId(131);
const THREE_B = demoId(132);

/** Two workshops with two teams each. */
export const DEMO_UNITS: readonly DemoUnit[] = [
  { id: PLANT, name: '东方机械厂', parentId: null },
  { id: ONE, name: '一车间(机加工)', parentId: PLANT },
  { id: ONE_A, name: '车工甲班', parentId: ONE },
  { id: ONE_B, name: '铣工乙班', parentId: ONE },
  { id: THREE, name: '三车间(冲压)', parentId: PLANT },
  { id: THREE_A, name: '冲压一班', parentId: THREE },
  { id: THREE_B, name: '冲压二班', parentId: THREE },
];

type Row = readonly [number: number, name: string, account: string, unitId: string, roles: readonly Role[], deputy?: number];

/** The first workshop is on WeCom, the third on DingTalk, the offices on our own chat alone. */
const ROWS: readonly Row[] = [
  [201, '周国梁', 'zhouguoliang', PLANT, ['unitHead'], 202],
  [202, '郑海东', 'zhenghaidong', PLANT, ['leaderInCharge', 'dutyLeader']],
  [203, '李安', 'lian', PLANT, ['safetyOfficer'], 210],
  [204, '王秀兰', 'wangxiulan', PLANT, ['enterpriseUnionChair'], 211],
  [205, '赵明远', 'zhaomingyuan', PLANT, ['higherUnion']],
  [206, '孙晓琳', 'sunxiaolin', PLANT, ['administrator']],
  [207, '钱进', 'qianjin', PLANT, ['dutyOfficer']],
  [209, '马建设', 'majianshe', ONE, ['workshopHead'], 212],
  [210, '何静', 'hejing', ONE, ['safetyOfficer']],
  [211, '罗素芬', 'luosufen', ONE, ['unionBranchChair'], 213],
  [212, '陈大勇', 'chendayong', ONE_A, ['teamLeader'], 214],
  [213, '林小梅', 'linxiaomei', ONE_A, ['unionGroupInspector']],
  [214, '张伟', 'zhangwei', ONE_A, ['worker']],
  [215, '刘强', 'liuqiang', ONE_A, ['worker']],
  [216, '高峰', 'gaofeng', ONE_B, ['teamLeader'], 218],
  [217, '谢芳', 'xiefang', ONE_B, ['unionGroupInspector']],
  [218, '杨帆', 'yangfan', ONE_B, ['worker']],
  [220, '宋铁成', 'songtiecheng', THREE, ['workshopHead'], 223],
  [221, '唐敏', 'tangmin', THREE, ['safetyOfficer'], 223],
  [222, '韩冬梅', 'handongmei', THREE, ['unionBranchChair'], 224],
  [223, '曹刚', 'caogang', THREE_A, ['teamLeader'], 225],
  [224, '邓丽', 'dengli', THREE_A, ['unionGroupInspector']],
  [225, '冯小军', 'fengxiaojun', THREE_A, ['worker']],
  [226, '董杰', 'dongjie', THREE_A, ['worker']],
  [227, '袁野', 'yuanye', THREE_B, ['teamLeader'], 229],
  [228, '蒋琴', 'jiangqin', THREE_B, ['unionGroupInspector']],
  [229, '蔡文', 'caiwen', THREE_B, ['worker']],
];

/** 27 people in every role. */
export const DEMO_PEOPLE: readonly DemoPerson[] = ROWS.map(([number, name, account, unitId, roles, deputy]) => ({
  id: demoId(number),
  name,
  phone: `13800000${number}`,
  unitId,
  roles: roles.map((role) => ({ role, unitId })),
  deputyId: deputy === undefined ? null : demoId(deputy),
  account: accountOf(unitId, account),
}));

function accountOf(unitId: string, externalId: string): DemoPerson['account'] {
  if ([ONE, ONE_A, ONE_B].includes(unitId)) return { channel: 'wecom', corp: DEMO_WECOM_CORP, externalId };
  if ([THREE, THREE_A, THREE_B].includes(unitId)) return { channel: 'dingtalk', corp: DEMO_DINGTALK_CORP, externalId };
  return null;
}

const place = (number: number, unitId: string, kind: 'place' | 'equipment', name: string, ...aliases: string[]): DemoPlace => ({
  id: demoId(number),
  name,
  unitId,
  kind,
  aliases,
});

/** Places and equipment with what people call them. */
export const DEMO_PLACES: readonly DemoPlace[] = [
  place(301, PLANT, 'place', '危化品库', '危化库', '油漆库', '化学品仓库'),
  place(302, PLANT, 'place', '空压机房', '空压房', '空压站'),
  place(303, PLANT, 'place', '锅炉房'),
  place(304, PLANT, 'place', '高压配电室', '配电室', '配电房', '变电所'),
  place(305, PLANT, 'place', '职工食堂', '食堂'),
  place(306, PLANT, 'place', '厂区主干道', '主干道', '厂区大路'),
  place(310, ONE, 'place', '数控区', '数控车床区', '机加工区'),
  place(311, ONE, 'equipment', '一车间5吨行车', '5吨行车', '五吨天车', '一车间行车'),
  place(312, ONE, 'equipment', '一车间砂轮机', '砂轮机'),
  place(313, ONE_A, 'equipment', 'CA6140车床', '6140车床', '普车'),
  place(314, ONE_B, 'equipment', 'X62铣床', '62铣', '万能铣床'),
  place(330, THREE, 'place', '三车间东头', '3号车间东头', '三车间东侧'),
  place(331, THREE, 'place', '模具库', '模具间'),
  place(332, THREE, 'equipment', '三车间东配电箱', '3号车间东头配电箱', '三车间东头配电箱', '东头配电箱'),
  place(333, THREE_A, 'equipment', '1号冲床', '一号冲床', '1#冲床', '160吨冲床'),
  place(334, THREE_B, 'equipment', '2号冲床', '二号冲床', '2#冲床', '315吨冲床'),
  place(335, THREE, 'equipment', '剪板机', '剪板'),
];

/** Whom each unit calls in danger, in order; the duty room has a telephone and no person. */
export const DEMO_DUTY: readonly {
  readonly unitId: string;
  readonly name: string;
  readonly phone: string;
  readonly personId: string | null;
}[] = [
  ...[203, 202, 207].map((number) => contact(PLANT, number)),
  { unitId: PLANT, name: '厂值班室', phone: '0631-5550119', personId: null },
  ...[209, 210, 203].map((number) => contact(ONE, number)),
  ...[220, 221, 203].map((number) => contact(THREE, number)),
];

function contact(unitId: string, number: number): { unitId: string; name: string; phone: string; personId: string } {
  const person = DEMO_PEOPLE.find((one) => one.id === demoId(number));
  if (!person) throw new Error(`no person ${number} in the demo`);
  return { unitId, name: person.name, phone: person.phone, personId: person.id };
}

/** A person of the demo by name. Throws when there is none: names in tests and scripts are then wrong. */
export function demoPerson(name: string): DemoPerson {
  const person = DEMO_PEOPLE.find((one) => one.name === name);
  if (!person) throw new Error(`nobody of the demo is called ${name}`);
  return person;
}
