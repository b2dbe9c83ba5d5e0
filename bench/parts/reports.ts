/** Small and repeatable; quality does not matter here. */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const SPOTS = '东头,西头,南门口,北墙边,二楼平台,中间通道,库房旁,更衣室外'.split(',');
const THINGS = '配电箱门,行车钢丝绳,砂轮机防护罩,安全出口指示灯,氧气瓶压力表,脚手架扶手,叉车倒车灯,除尘风机,消防栓水带,乙炔软管'.split(',');
const FAULTS = '掉了,松动了,裂开了,被挡住了,失灵了,锈蚀严重,漏油了,没有接地,缺两颗螺丝,老化了'.split(',');
const TAILS = ['', ',线都露在外面', ',早班时发现的', ',已经三天了', ',跟班长说过一次', ',请尽快处理', ',旁边有人作业'];

/** Workshops of the benches' enterprise; each has `TEAMS` teams. */
export const SHOPS = 40;
export const TEAMS = 5;

/** The text of message number `i`, as a worker would write it about his own place. */
export function reportText(i: number): string {
  const random = numbers(i * 2_654_435_761 + 17);
  random(2);
  const pick = (list: readonly string[]): string => list[random(list.length)] ?? '';
  return `${random(SHOPS) + 1}号车间${pick(SPOTS)}${pick(THINGS)}${pick(FAULTS)}${pick(TAILS)}`;
}

/** Platform id of the worker who writes message number `i`. */
export function writerOf(i: number, users: number): string {
  return `worker${i % users}`;
}
