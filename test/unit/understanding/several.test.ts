import { emptyLexicon, interpret } from '../../../src/understanding';
import { makeReader } from '../../../src/understanding/intents/reader';
import { clauses } from '../../../src/understanding/intents/clauses';
import { numberedPoints } from '../../../src/understanding/intents/points';

const NOW = Date.parse('2026-11-21T14:00:00+08:00');

/** What each hazard of a message says. */
function hazardsOf(text: string): readonly string[] {
  const { intent } = interpret(text, null, emptyLexicon, NOW);
  return intent.name === 'hazard.report' ? intent.items.map((item) => item.text) : [];
}

const pointsOf = (text: string): readonly string[] => numberedPoints(text).map((p) => text.slice(p.start, p.end).trim());

describe('the points of a list', () => {
  it.each([
    ['木工棚:1 锯片裂口 2 地上刨花没脚脖子 3 插座落满粉', ['锯片裂口', '地上刨花没脚脖子', '插座落满粉']],
    ['1.东门缺灯\n2.3号门栏杆断了', ['东门缺灯', '3号门栏杆断了']],
    ['自查1、柜门坏了2、灯不亮3、地面积水', ['柜门坏了', '灯不亮', '地面积水']],
    ['检查两处:1、6楼风机打手;2、后门坡道结冰', ['6楼风机打手;', '后门坡道结冰']],
  ])('%s', (text, points) => {
    expect(pointsOf(text)).toEqual(points);
  });

  it.each(['栏杆高1.2米 间距2.5米 不够', '1号炉和2号炉之间护栏断了', '夜里1点20分 2车间门没锁'])('«%s» is no list', (text) => {
    expect(pointsOf(text)).toEqual([text]);
  });
});

describe('where the next hazard begins', () => {
  it.each([
    ['剪板机脚踏没罩子 磨床砂轮崩了个口', 2],
    ['酸洗槽盖板缺两块,行车限位失灵,电工没证上岗', 3],
    ['货梯门关不严,仓库东门锁死了', 2],
    ['吊车司机边开边打电话 挂钩的没戴安全帽', 2],
    ['泵房地上一层油,配电柜门拿铁丝拧着,值班的睡着了', 3],
    ['3号机护罩没装,地面有油', 2],
    ['砂轮机没罩子 焊工老宋蹲那儿抽烟', 2],
    ['卸料口挡帘烂没了 看料的坐边上抽烟', 2],
    ['物流园今儿个问题不少啊 分拣线急停拉绳松的 装卸口月台没防坠链', 2],
    ['石膏板堆得快到灯上了 通道口的应急灯不亮', 2],
    ['一车间钻床传动皮带没有防护', 1],
    ['3号车间二楼平台氧气瓶压力表松动了,旁边有人作业', 1],
    ['天车轨道螺栓掉了 底下天天有人走', 1],
    ['卷板机急停拍不动,工人都绕着走', 1],
    ['注塑机安全门坏了 操作工都躲着走', 1],
    ['空压机皮带罩掉了 转起来哐哐响 走过去都怕', 1],
    ['二楼扶手松了 班长说过几天再弄', 1],
    ['门口台阶裂了一块 我拿砖头垫上了', 1],
    ['喷漆房味儿冲得头晕 喷漆的就戴个棉纱口罩', 1],
    ['手术室3间插排插满了摸着烫手,我拔了两个,换到墙上插座了', 1],
    ['商场二楼安全出口锁了两个,消防说按重大火灾隐患算', 1],
    ['万福城三楼儿童区4个安全出口锁了3个,消防说按重大火灾隐患算。', 1],
  ])('%s: %i', (text, count) => {
    expect(hazardsOf(text)).toHaveLength(count);
  });
});

describe('where hazards are', () => {
  /** Where each hazard of a message is. */
  const placesOf = (text: string): readonly (string | undefined)[] => {
    const { intent } = interpret(text, null, emptyLexicon, NOW);
    return intent.name === 'hazard.report' ? intent.items.map((item) => item.location?.text) : [];
  };

  it.each([
    ['三楼和五楼的防火门都关不上', ['三楼', '五楼']],
    ['甲类库和乙类库的门都用铁丝拧上了', ['甲类库', '乙类库']],
    ['住院楼七层和九层的防火门闭门器都掉了', ['住院楼七层', '住院楼九层']],
  ])('«%s» is one hazard at each of two places', (text, places) => {
    expect(placesOf(text)).toEqual(places);
  });

  it('a narrower place goes before the one of a summary at the head', () => {
    expect(placesOf('焦化厂两处的事:鼓冷工段护栏断了;化产罐区消防栓没水')).toEqual(['焦化厂鼓冷工段', '焦化厂化产罐区']);
    expect(placesOf('焦化厂两个问题:护栏断了,消防栓没水')[0]).toBe('焦化厂');
  });

  it.each([
    ['酸雾塔风机停了半个月 操作工咳得不行 洗眼器拧开没水 极板车间化成工段', '极板车间化成工段'],
    ['1.接料平台严重超载;2.爬架防坠器被杂物卡死。以上均在锦绣里3标段19层', '锦绣里3标段19层'],
  ])('«%s» are all at %s', (text, place) => {
    expect(placesOf(text)).toEqual([place, place]);
  });

  it.each([
    ['金嗓子ktv三楼逃生门从外头锁上了', '金嗓子ktv三楼'],
    ['我是三分厂维修班的,酸洗线西头那台排风机不转了', '酸洗线西头'],
  ])('«%s» is at %s', (text, place) => {
    expect(placesOf(text)[0]).toBe(place);
  });

  it.each([
    ['刚在光明里养老院转了一圈 二楼西头防火门锁着 厨房燃气报警器插头没插', ['光明里养老院二楼西头', '光明里养老院厨房']],
    ['昨天在宏远钢构转了一圈,抛丸机房除尘管道积灰没清,喷漆房灯不是防爆的', ['宏远钢构抛丸机房', '宏远钢构喷漆房']],
    ['养猪场隐患:1.沼气池井盖裂了;2.饲料间粉碎机皮带没罩', ['养猪场沼气池', '养猪场饲料间']],
    ['住院部2楼走道加床把疏散门顶住了 4楼配餐间电热水器地线拔了', ['住院部2楼走道', '住院部4楼配餐间']],
    ['细纱车间东头飞花没人清 西头消火栓的水带没了', ['细纱车间东头', '细纱车间西头']],
    ['中山小学校门口减速带翘起来一截 自行车棚有人甩线充电', ['中山小学校门口', '中山小学自行车棚']],
  ])('«%s»: a spot lies within the site that was named before it', (text, places) => {
    expect(placesOf(text)).toEqual(places);
  });

  it.each([
    ['实验楼二楼走廊指示灯灭了,操场西边围墙歪了', ['实验楼二楼走廊', '操场西边围墙']],
    ['泳池深水区没有救生员 后厨冷库的门推不开', ['泳池深水区', '后厨冷库']],
    ['五号楼电梯井垃圾堆了一人高 六号楼楼梯口灯坏了', ['五号楼电梯井', '六号楼楼梯口']],
  ])('«%s»: what is not within it stays as it was said', (text, places) => {
    expect(placesOf(text)).toEqual(places);
  });

  it('«甲类库和乙类库中间的墙裂了»: what lies between them is one', () => {
    expect(placesOf('甲类库和乙类库中间的墙裂了')).toHaveLength(1);
  });
});

describe('what is said of all hazards', () => {
  it('stands for each: «已下令撤人停产» makes all major', () => {
    const { intent } = interpret('3103切眼风筒脱节,瓦斯探头也叫人拿塑料袋套住了,已下令撤人停产', null, emptyLexicon, NOW);
    expect(intent.name === 'hazard.report' && intent.items.map((item) => item.severity)).toEqual(['major', 'major']);
  });

  it('stands for one alone where it is said of that one', () => {
    const { intent } = interpret('1.护栏断了,赶紧停工;2.灯不亮', null, emptyLexicon, NOW);
    expect(intent.name === 'hazard.report' && intent.items.map((item) => item.severity)).toEqual(['major', undefined]);
  });
});

describe('speech without marks', () => {
  it('is cut where a clause is heard to begin', () => {
    const text = '三号车床护罩掉了铁屑到处飞旁边砂轮机也没人管电源线拖在地上';
    const reader = makeReader(text, null, emptyLexicon, NOW);
    const cuts = clauses(reader, 0, text.length);
    expect(cuts.length).toBeGreaterThan(1);
    expect(cuts.map((clause) => clause.text).join('')).toBe(text);
  });
});

describe('a day that is told once', () => {
  const daysOf = (text: string): readonly (string | undefined)[] => {
    const { intent } = interpret(text, null, emptyLexicon, NOW);
    return intent.name === 'hazard.report' ? intent.items.map((item) => item.observedAt) : [];
  };

  it.each([
    ['昨天在成品库查的:叉车充电间没排风;货架立柱撞弯没换', ['2026-11-20', '2026-11-20']],
    ['二车间灭火器过期了,三车间防火门锁死了,都是昨天下午看到的', ['2026-11-20', '2026-11-20']],
    ['立冬当日一车间护栏断了 二车间配电箱没门', ['2026-11-07', '2026-11-07']],
  ])('«%s» is the day of all', (text, days) => {
    expect(daysOf(text)).toEqual(days);
  });

  it('is that of one hazard where it stands in the middle of it', () => {
    expect(daysOf('1.锅炉房安全阀铅封没了 2.煤棚昨天塌了一块顶没人修')).toEqual([undefined, '2026-11-20']);
  });
});
