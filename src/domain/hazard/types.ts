/** Words of the hazard case. Terms: 隐患排查治理 (glossary); states and guards: the case rulings 13–17. */

/** States of a case, in the order of its life. `toSignOff` is 待销号: what is missing before close-out is listed by `closeOutNeeds`. */
export const HAZARD_STATES = [
  'registered',
  'toAssess',
  'toAssign',
  'assigned',
  'planning',
  'rectifying',
  'toVerify',
  'toSignOff',
  'closed',
  'notAHazard',
  'duplicate',
  'voided',
] as const;
export type HazardState = (typeof HAZARD_STATES)[number];

/** States in which nobody has anything left to do, except the follow-up of a closed case. */
export const END_STATES: readonly HazardState[] = ['closed', 'notAHazard', 'duplicate', 'voided'];

/** Everything a person can do to a case, by button, by words, or by the console. One name for the act in code, journal and locale. */
export const HAZARD_ACTIONS = [
  // the reporter
  'confirm', // 确认上报
  'amend', // 改一下
  'goAnonymous', // 匿名
  'withdraw', // 撤销
  'plusOne', // 就是这一条 (+1)
  'separate', // 不是同一条
  'supplement', // 补充照片或文字
  'fixedWell', // 改好了
  'notFixed', // 没改好
  'falseAlarm', // 是误报 (danger)
  'handled', // 我来处理 (danger: a duty contact answers)
  // assessment and routing
  'assess', // 核实定级
  'notAHazard', // 不构成隐患
  'markDuplicate', // 重复
  'notOurs', // 不是我们单位的
  'assign', // 指派
  // the owner
  'accept', // 接受
  'cannotFix', // 解决不了,上报一级
  'submitPlan', // 治理方案
  'interimControl', // 临时管控
  'requestExtension', // 申请延期
  'approveExtension',
  'refuseExtension',
  'rectify', // 整改完成
  // verification and the end
  'verifyPass', // 复查合格
  'verifyFail', // 复查不合格
  'recordReceipt', // 双报告回执
  'closeOut', // 销号
  'followUpPass', // 跟踪复查合格
  'followUpFail', // 反弹
  // the union
  'signOff', // 工会监督签字
  'refuseSignOff',
  'urge', // 催办
  'flag', // 工会关注
  'adviseStopWork', // 停产整改建议
  'reportOutside', // 已向外报告
  // anybody with the right
  'reopen', // 重新打开
  'void', // 作废 (administrator, with a reason)
  'undo', // 撤回刚才的操作
  'view', // 查看
] as const;
export type HazardAction = (typeof HAZARD_ACTIONS)[number];

/** 一般 / 重大: the two legal classes (总局令第16号 第三条). */
export type LegalGrade = 'general' | 'major';

/** The level that found or owns a case. */
export type HazardLevel = 'post' | 'team' | 'workshop' | 'plant';

export type HazardSource =
  | 'workerReport'
  | 'routineCheck'
  | 'professionalInspection'
  | 'jointInspection'
  | 'hotline'
  | 'governmentOrder'
  | 'drill'
  | 'accidentLesson';

export const CAUSES = ['equipment', 'process', 'management', 'occupational', 'violation', 'environment'] as const;
export type Cause = (typeof CAUSES)[number];

/** GB 6441-1986 slugs; each edition of the standard maps to and from these. */
export const ACCIDENT_TYPES = [
  'object_strike',
  'vehicle',
  'machinery',
  'lifting',
  'electric_shock',
  'drowning',
  'burn',
  'fire',
  'fall',
  'collapse',
  'roof_fall',
  'water_inrush',
  'blasting',
  'explosive',
  'gas_explosion',
  'boiler_explosion',
  'vessel_explosion',
  'other_explosion',
  'poisoning',
  'other',
] as const;
export type AccidentType = (typeof ACCIDENT_TYPES)[number];
