import { ONE_DEAD_ROWS, readCasualties } from '../../../src/understanding/slots/casualties';
import { TOLD_ROWS } from '../../../src/understanding/slots/casualtyTold';
import { COUNTLESS_ROWS, withoutCountless } from '../../../src/understanding/slots/countless';
import { BODY_HURT_ROWS, readVictims } from '../../../src/understanding/slots/victims';
import { mend } from '../../../src/understanding/text/mend';
import { normalize } from '../../../src/understanding/text/normalize';
import type { Casualties } from '../../../src/understanding';

const ready = (text: string): string => mend(normalize(text).text);

describe('every rule fits the example that stands beside it', () => {
  it.each(COUNTLESS_ROWS.map((row) => [row.name, row.example] as const))('%s: %s counts nobody', (_name, example) => {
    expect(withoutCountless(ready(example)).trim()).toBe('');
  });
  it.each(TOLD_ROWS.map((row) => [row.name, row.example, row.says] as const))('%s: %s', (_name, example, says) => {
    expect(readCasualties(ready(example))).toMatchObject(says);
  });
  it.each(ONE_DEAD_ROWS.map((row) => row.example))('%s is one death', (example) => {
    expect(readCasualties(ready(example))).toMatchObject({ deaths: 1 });
  });
  it.each(BODY_HURT_ROWS.map((row) => row.example))('%s: one is hurt', (example) => {
    expect(readVictims(ready(`老郑 ${example}`))).toEqual({ injuries: 1 });
  });
});

describe('what a report counts', () => {
  it.each<[string, Casualties]>([
    // clock times, days, floors and amounts are nobody
    ['十一点二十的事 吊篮里的油漆工掉下来 当场没了', { deaths: 1 }],
    ['昨晚九点零八 叉车把配货的小陆腿压断了', { injuries: 1 }],
    ['十二点五十 三个装卸工被滚下来的卷板砸伤', { injuries: 3 }],
    ['八号楼十六层 木工从临边摔下去 人已经没气了', { deaths: 1 }],
    ['初七早上七点半 锅炉工老曹让蒸汽烫伤', { injuries: 1 }],
    ['6号车间二班的小郭 三根手指让冲床切掉了', { injuries: 1 }],
    ['凌晨两点四十 井下二采区冒顶 埋了四个', { trapped: 4 }],
    ['15时20分发生车祸 两人死亡', { deaths: 2 }],
    ['腊月二十三那天三号炉喷火 烧伤俩人', { injuries: 2 }],
    ['走了四十分钟才到医院 小陈脚趾骨裂', { injuries: 1 }],
    ['中药房着火 熏倒三个 没有死人的', { deaths: 0, injuries: 3 }],
    ['氨管漏了 值班室六人中毒,其中两人昏迷', { injuries: 6 }],
    ['涵洞淹了 车里三个出来了 司机没跑出来 溺亡', { deaths: 1 }],
    // one after the other
    ['船上三个人 一个淹死了 一个没找着', { deaths: 1, missing: 1 }],
    ['井里下去俩 一个断气了 一个腿断了', { deaths: 1, injuries: 1 }],
    ['下池子的两个 一个没救活 另一个昏迷', { deaths: 1, injuries: 1 }],
    ['一死三伤', { deaths: 1, injuries: 3 }],
    ['死三个 伤五个', { deaths: 3, injuries: 5 }],
    // who took the blow
    ['货架倒了砸到三个拣货员', { injuries: 3 }],
    ['开水桶翻了 烫着两个小孩', { injuries: 2 }],
    ['铲车倒车撞倒了两个扫地的', { injuries: 2 }],
    ['吊钩摆过来扫倒俩钢筋工 胳膊都肿了', { injuries: 2 }],
    ['瓦斯燃了一下 燎着五个人', { injuries: 5 }],
    ['大巴急刹 甩出去四个乘客', { injuries: 4 }],
    // grades
    ['四个重伤 两个轻伤', { seriousInjuries: 4, minorInjuries: 2 }],
    ['重伤一人 轻伤九人 没有死亡', { deaths: 0, seriousInjuries: 1, minorInjuries: 9 }],
    ['六个人擦破皮 大夫说都算轻伤', { minorInjuries: 6 }],
    ['伤了两个 均为轻伤', { minorInjuries: 2 }],
    ['五人受伤其中两人重伤', { injuries: 5, seriousInjuries: 2 }],
    ['张师傅右臂截肢', { seriousInjuries: 1 }],
    ['他媳妇额头蹭破点皮', { minorInjuries: 1 }],
    ['工伤科说按重伤报', { seriousInjuries: 1 }],
    ['两人危重 三人轻伤', { seriousInjuries: 2, minorInjuries: 3 }],
    ['装载机翻了 驾驶员压着腿出不来', { trapped: 1 }],
    ['厨房爆燃 老板娘烫伤了', { injuries: 1 }],
    ['货梯掉到底了 里面有人 救护车刚到 具体几个伤了还不清楚', {}],
    // held
    ['电梯里关着六个人 还没出来', { trapped: 6 }],
    ['料仓里头埋了俩 正扒呢', { trapped: 2 }],
    ['驾驶员卡在驾驶室里出不来 消防在切', { trapped: 1 }],
    ['救上来三个 底下还压着两个', { trapped: 2 }],
    ['两个抽粪的下去就没声音了 现在还在池底', { trapped: 2 }],
    // missing
    ['渔船翻了 八个人救起来五个 还有三个没影', { missing: 3 }],
    ['山洪来了 清点人数少两个', { missing: 2 }],
    ['点名差一个电工', { missing: 1 }],
    ['巡线的两个人联系不上', { missing: 2 }],
    ['养殖排落水那个还是没找着', { missing: 1 }],
    // denials and doubt
    ['厂房塌了半边 万幸没伤着人', { injuries: 0 }],
    ['脚手架垮了 无人员伤亡', { deaths: 0, injuries: 0 }],
    ['炸了 死没死人还不知道', {}],
    ['着火了 有没有人受伤不清楚', {}],
    ['被困七人没有死亡', { deaths: 0, trapped: 7 }],
    ['伤亡人数不详', {}],
    // in other words
    ['仲有三个喺井底未上到嚟', { trapped: 3 }],
    ['casualties: dead 1 minor 3', { deaths: 1, minorInjuries: 3 }],
    ['硫化氢闷倒仨 捞上来俩没气了', { deaths: 2 }],
  ])('%s', (text, counts) => {
    const got = readVictims(ready(text));
    expect(got).toMatchObject(counts);
    if (Object.keys(counts).length === 0) expect(Object.values(got).filter((n) => n !== undefined)).toEqual([]);
  });
});

describe('what follow-up news counts', () => {
  it.each<[string, Casualties]>([
    ['失踪的两个捞上来一个 没救活', { deaths: 1 }],
    ['五个失联的搜到四个 全都遇难 还差一个没找着', { deaths: 4, missing: 1 }],
    ['又挖出来两具', { deaths: 2 }],
    ['剩下那个也找到了 失联人员全部找着', { missing: 0 }],
    ['上午报的重伤两个报错了 应该是三个', { seriousInjuries: 3 }],
    ['更正一下 轻伤不是四个 是五个', { minorInjuries: 5 }],
    ['死亡人数改为6人', { deaths: 6 }],
    ['失联的核实为9人', { missing: 9 }],
    ['被困人数核准了 是五个', { trapped: 5 }],
    ['死亡上升到3人 重伤降为2人', { deaths: 3, seriousInjuries: 2 }],
    ['那两个困在电梯里的都救出来了', { trapped: 0 }],
    ['压车底那个老师傅拽出来了 人没事', { trapped: 0 }],
    ['困住的全部脱险', { trapped: 0 }],
    ['昨晚走丢的护林员联系上了', { missing: 0 }],
    ['又送医院三个', { injuries: 3 }],
    ['里头六个人 走了两个 剩下的送县医院抢救', { deaths: 2 }],
    ['ICU那位今早没挺过来', { deaths: 1 }],
    ['大夫宣布死亡', { deaths: 1 }],
    ['累计死亡5人 重伤1人 失联清零', { deaths: 5, seriousInjuries: 1, missing: 0 }],
    ['出院两个 没有新增伤亡', {}],
    ['老周评上重伤了', { seriousInjuries: 1 }],
    ['伤者三人 均为轻伤', { minorInjuries: 3 }],
    ['死亡一人 没有其他受伤的', { deaths: 1, injuries: 0 }],
    ['塌方现场又挖出2具遗体 遇难6人', { deaths: 6 }],
    ['新查明轻伤1人 目前轻伤共4人', { minorInjuries: 4 }],
    ['当班19人 升井16人 3人失去联系', { missing: 3 }],
    ['其中2个重 5个轻', { seriousInjuries: 2, minorInjuries: 5 }],
    ['电梯夹住一个送货的 困了半个钟头才弄出来', { trapped: 0 }],
    ['3人死亡 5人受伤 一共8人', { deaths: 3, injuries: 5 }],
    ['轻伤一共五个', { minorInjuries: 5 }],
    ['一个钢筋工掉河里了 捞了一个钟头没捞着', { missing: 1 }],
  ])('%s', (text, counts) => {
    const got = readCasualties(ready(text));
    expect(got).toMatchObject(counts);
    if (Object.keys(counts).length === 0) expect(Object.values(got).filter((n) => n !== undefined)).toEqual([]);
  });
});
