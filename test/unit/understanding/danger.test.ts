import { emptyLexicon, interpret, type DangerReading } from '../../../src/understanding';

const NOW = Date.parse('2026-11-21T14:00:00+08:00');
const danger = (text: string): DangerReading | null => interpret(text, null, emptyLexicon, NOW).danger;

describe('the alarm goes out', () => {
  it.each([
    ['3号泵房漏氨了 呛得待不住人', '泄漏'],
    ['配电柜冒烟', '冒烟'],
    ['二号库着火了', '着火'],
    ['有人触电了 快来人', '触电'],
    ['沟塌了 埋了两个人', '人员被困'],
    ['可燃气体报警器一直在响', '报警器响'],
    ['闻着有煤气味', '闻到煤气味'],
    ['班长逼着我们下去 不下就扣钱', '强令'],
    ['有人晕倒在罐里', '晕倒'],
    ['不是演练 真着火了', '着火'],
    ['演练发现消防泵冒烟了', '冒烟'],
  ])('%s', (text, word) => {
    expect(danger(text)?.words).toContain(word);
  });

  it('in doubt it alarms and says so', () => {
    expect(danger('东面墙裂缝好像要倒')).not.toBeNull();
    expect(danger('反应釜温度一直往上窜')).toMatchObject({ doubtful: true });
    expect(danger('怕是要爆炸')).toMatchObject({ doubtful: true });
  });
});

describe('no alarm for what is not here and now', () => {
  it.each([
    ['【演练】模拟2号罐泄漏2人中毒，请各小组按预案响应'],
    ['看新闻了没 外省有个煤矿瓦斯爆炸死了好几个'],
    ['还记得09年老厂房那场大火不 死了俩'],
    ['上午的触电急救课讲得真好'],
    ['学习化工厂爆炸事故案例'],
    ['没有着火 放心'],
    ['检查过了 没有泄漏 一切正常'],
    ['收到'],
    ['双十一爆单了 今天忙炸了'],
    ['爆炸性粉尘的标准是哪个'],
    ['二车间灭火器过期了'],
    ['YH-2026-000012 漏氨的法兰换好了 整改完成'],
  ])('%s', (text) => {
    expect(danger(text)).toBeNull();
  });
});

describe('near misses and accidents', () => {
  const intent = (text: string): string => interpret(text, null, emptyLexicon, NOW).intent.name;

  it.each([
    '吊钩滑了一下 差点砸到人',
    '梯子倒了 好在没人',
    '刚绊了个大爷一下 没摔着 三楼楼道',
    '栏杆松了 容易掉下去',
    '鸡舍湿帘边上水泵漏电 鸡都打死俩了',
  ])('%s is a hazard', (text) => {
    expect(intent(text)).toBe('hazard.report');
  });

  it.each([
    '手卷进模具了 断了两根指头',
    '三个被困井下',
    '一死两伤 锅炉房',
    '俩人让钢管砸伤了',
    '仓库着火了 人都跑出来了',
    '脚手架塌了 没伤人',
    '配电箱没盖 电死一个人',
    '塔吊钢丝绳断丝没人换 砸死俩',
    '爆破器材库往外搬雷管 响了一发 保管员炸掉两个手指',
    '液氮罐阀冻裂 冻伤了灌装的小伙子两只手',
    '老隐患了 切割机没罩 小王手划了个口子',
  ])('%s is an accident', (text) => {
    expect(intent(text)).toBe('accident.report');
  });
});

describe('what a message says about itself', () => {
  const read = (text: string) => interpret(text, null, emptyLexicon, NOW).intent;

  it.each([
    '匿名举报 二号库锁着安全出口',
    '莫说是我讲的哈 二号库锁着安全出口',
    '别把我名字写上 二号库锁着安全出口',
    '麻烦保密 二号库锁着安全出口',
  ])('%s wants no name', (text) => {
    expect(read(text)).toMatchObject({ name: 'hazard.report', anonymous: true });
  });

  it('who says his name wants none of that', () => {
    expect(read('我实名反映 二号库锁着安全出口')).toMatchObject({ anonymous: false });
  });

  it('proposes a grade with its rule and its words, and never says «not major»', () => {
    const intent = read('二号库安全出口锁着');
    expect(intent).toMatchObject({
      items: [{ proposedLegalGrade: { grade: 'major', rule: 'XF-1', quote: expect.stringContaining('锁') as unknown } }],
    });
    const small = read('二号库灭火器过期了');
    expect(small.name === 'hazard.report' && small.items[0]).not.toHaveProperty('proposedLegalGrade');
    expect(small.name === 'hazard.report' && small.items[0]).not.toHaveProperty('severity');
  });

  it.each([
    '过山车压杠锁不住还在开 不停不行',
    '围堰水往上涨 快让他们上来',
    '库房一股煤气味 赶紧疏散啊',
    '窑顶漏煤气 烧窑的工人都下来了',
    '路基让水掏空了 快去拦车',
    '重大险情 坝肩渗水变浑了',
    '后山往下淌泥浆 赶快叫大家往外跑',
    '挖机挖到燃气管边上 我拦住了 现在停着',
  ])('«%s» is major by what it says', (text) => {
    expect(read(text)).toMatchObject({ name: 'hazard.report', items: [{ severity: 'major' }] });
  });

  it('knows whom it complains of and for whom it is reported', () => {
    expect(read('班长让我们带电换接触器')).toMatchObject({ items: [{ against: '班长' }] });
    expect(read('替老王报一个 三车间护栏断了')).toMatchObject({ onBehalfOf: '老王', items: [{ location: { text: '三车间' } }] });
  });

  it.each([
    '叉车充电挨着油漆桶 已经把油漆挪到隔壁小库去了',
    '电梯井围挡被人搬走 我抢回来重新卡好了',
    '地上有油 已经撒锯末扫干净了 3号平台',
    '砂轮机护罩松了 我当场拧紧了',
    '纸垛歪了要倒 我叫叉车重新码好了',
    '窑头平台焊机电缆破皮 已当场更换',
    '窑尾下料口没挂警示牌 已补挂',
    '有人把安全杆绑死 当场叫他解开了',
    '发现泵房地面积水 已组织抽排完毕',
  ])('%s is fixed on the spot', (text) => {
    expect(read(text)).toMatchObject({ items: [{ fixedOnSpot: true }] });
  });

  it.each(['护栏断了 赶紧修好', '联锁让人拆掉了', '天车还在转 我喊他们停了', '都把货搬到安全出口去了', '动火证没办就切上了 我给叫停了'])(
    '%s is not fixed',
    (text) => {
      expect(read(text)).toMatchObject({ items: [{ fixedOnSpot: false }] });
    },
  );
});

describe('English at the level of the main intents', () => {
  const read = (text: string) => interpret(text, null, emptyLexicon, NOW);

  it.each([
    ['fire extinguisher expired in the canteen', 'hazard.report'],
    ['two workers injured, scaffold collapsed at building 5', 'accident.report'],
    ['nobody was hurt but the shed caught fire', 'accident.report'],
    ['who is on duty tonight?', 'duty.query'],
    ['status of YH-2026-000123', 'hazard.query'],
    ['thanks, got it', 'notice.ack'],
    ['I am on duty', 'duty.checkin'],
    ['what can you do', 'help'],
    ['nice weather today', 'none'],
  ])('%s', (text, name) => {
    expect(read(text)).toMatchObject({ language: 'en', intent: { name } });
  });

  it('an accident in English alarms', () => {
    expect(read('two workers injured at gate 3').danger?.words).toEqual(['injured']);
  });
});

describe('an accident told in passing', () => {
  it.each([
    '下夜班骑车回家 在厂门口让拉矿的挂了 选厂小宋 现在人在手术室',
    '钢筋调直机甩头 打到旁边过路瓦工的眼 看不见了 幸福家园二期钢筋场',
    '安达养老院凌晨三点多起火，目前死亡2人，重伤1人，轻伤6人，还有1人联系不上',
  ])('%s is one', (text) => {
    expect(interpret(text, null, emptyLexicon, NOW).intent.name).toBe('accident.report');
  });

  it.each([
    ['抛光车间截至22点:死亡6人,重伤11人,轻伤4人,无失联人员', 'accident.update'],
    ['老李住院了 周末谁去看看他', 'none'],
    ['打磨间砂轮没挡板 火星子老往脸上崩', 'hazard.report'],
  ])('%s is none', (text, name) => {
    expect(interpret(text, null, emptyLexicon, NOW).intent.name).toBe(name);
  });
});
