/** Small and repeatable; quality does not matter here. */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/*
 * As varied as what an enterprise of six thousand sees in months: forty workshops, hundreds of things in each, told in many ways. Few
 * texts resemble one another, so the question «is it this one?» is asked where it would be asked in life and not for every message.
 */
/** Places of every workshop that have a name of their own. */
export const SPOTS = (
  '东头,西头,南门口,北墙边,二楼平台,中间通道,库房旁,更衣室外,地沟边,装卸台,天车轨道下,配料间,水泵房,空压站,料场入口,酸洗槽边,' +
  '喷漆间,热处理区,成品区,废料堆,楼梯口,风机房,检修坑,打包线,控制室,锅炉房,淬火池边,抛光间,化验室,工具间'
).split(',');
const THINGS = (
  '配电箱门,行车钢丝绳,砂轮机防护罩,安全出口指示灯,氧气瓶压力表,脚手架扶手,叉车倒车灯,除尘风机,消防栓水带,乙炔软管,冲床双手按钮,皮带机护网,' +
  '电焊机接地线,灭火器,应急照明灯,升降平台护栏,液压站油管,剪板机光栅,车床卡盘罩,检修坑盖板,吊具卸扣,钢平台踏板,空压机安全阀,货架立柱,手持电钻电源线,' +
  '排风管道,洗眼器,限速牌,卷帘门,临时电缆,梯子防滑脚,吊篮保险绳,防爆灯,轨道车枕木,油桶托盘,翻料机联锁开关,冷却塔爬梯,物料提升机门,台钻夹头,气割减压阀'
).split(',');
const FAULTS = (
  '掉了,松动了,裂开了,被挡住了,失灵了,锈蚀严重,漏油了,没有接地,缺两颗螺丝,老化了,歪了,不亮,卡住打不开,磨得快断了,没人管,被拆走了,变形了,用铁丝绑着,' +
  '过期没换,没有标识'
).split(',');
const TAILS = [
  '',
  ',线都露在外面',
  ',早班时发现的',
  ',已经三天了',
  ',跟班长说过一次',
  ',请尽快处理',
  ',旁边有人作业',
  ',昨天还好好的',
  ',希望安排人看看',
];

/** Workshops of the benches' enterprise; each has `TEAMS` teams. */
export const SHOPS = 40;
export const TEAMS = 5;

/** The text of message number `i`, as a worker would write it about his own place. */
export function reportText(i: number): string {
  const random = numbers(i * 2_654_435_761 + 17);
  random(2);
  const pick = (list: readonly string[]): string => list[random(list.length)] ?? '';
  return `${random(SHOPS) + 1}号车间${pick(SPOTS)}${random(40) + 1}号${pick(THINGS)}${pick(FAULTS)}${pick(TAILS)}`;
}

/** Platform id of the worker who writes message number `i`. */
export function writerOf(i: number, users: number): string {
  return `worker${i % users}`;
}
