import { emptyLexicon, interpret, toCorpus } from '../../../src/understanding';
import { LEVEL_ROWS, levelOf } from '../../../src/understanding/intents/small';
import { mend } from '../../../src/understanding/text/mend';
import { normalize } from '../../../src/understanding/text/normalize';

/** Saturday. */
const NOW = Date.parse('2026-11-21T14:00:00+08:00');
const read = (text: string): unknown => toCorpus(interpret(text, null, emptyLexicon, NOW), NOW);

describe('an exchange of shifts: my day, the other, what I take for it', () => {
  it.each<[string, string | null, string | null, string | null]>([
    ['换班申请 我12月3日↔高建12月6日', '2026-12-03', '高建', '2026-12-06'],
    ['调班登记:本人11/25⇄陶莉11/28', '2026-11-25', '陶莉', '2026-11-28'],
    ['申请换班 本人12.18换 谭波12.21', '2026-12-18', '谭波', '2026-12-21'],
    ['他替我除夕 我还他初四 老冯同意的', '2027-02-05', '老冯', '2027-02-09'],
    ['冬至那天我有事 跟方丽娟串个班 我替她26号', '2026-12-22', '方丽娟', '2026-12-26'],
    ['下礼拜一我顶秦师傅的 他下礼拜三顶我', '2026-11-25', '秦师傅', '2026-11-23'],
    ['我25号的班换给老姚 他28号那个归我', '2026-11-25', '老姚', '2026-11-28'],
    ['明天的班和赵刚后天的换一下', '2026-11-22', '赵刚', '2026-11-23'],
    ['我跟小崔对倒 我后天 他大后天', '2026-11-23', '小崔', '2026-11-24'],
    ['元旦那天我和魏强互换,他原排1月3日', '2027-01-01', '魏强', '2027-01-03'],
    ['下周四的夜班给阿坤 我上他周六的', '2026-11-26', '阿坤', '2026-11-28'],
    ['老秦找我换 他24号的我来 我27号的他来', '2026-11-27', '老秦', '2026-11-24'],
    ['11月30日夜班由我改为叶红,12月2日叶红的班由我上', '2026-11-30', '叶红', '2026-12-02'],
    ['能不能跟阿May换 我听日 她后日', '2026-11-22', '阿May', '2026-11-23'],
    ['下周二我闺女家长会 段姐顶我 周四我还她', '2026-11-24', '段姐', '2026-11-26'],
    ['除夕我值不了 马超愿意换 我替他正月初二', '2027-02-05', '马超', '2027-02-07'],
    ['老郝 我26号的班跟你29号的换换行不', '2026-11-26', '老郝', '2026-11-29'],
    ['欧阳敏说愿意替我12月4号 我补她11号', '2026-12-04', '欧阳敏', '2026-12-11'],
    ['我24的夜班换小蒋26的', '2026-11-24', '小蒋', '2026-11-26'],
    ['谁能跟我换28号的白班', '2026-11-28', null, null],
    ['后天我跟毛毛倒个班', '2026-11-23', '毛毛', null],
  ])('%s', (text, date, other, theirDate) => {
    expect(read(text)).toEqual({ intent: 'duty.swap', date, with: other, theirDate });
  });
});

describe('a shift handed over: to whom, and what is left for him', () => {
  it.each<[string, string | null, string | null]>([
    ['老孙头接我的班了 电缆沟抽水泵别停', '老孙头', '电缆沟抽水泵别停'],
    ['交班给贺春生 三号磨轴承有点烫 多摸两遍', '贺春生', '三号磨轴承有点烫 多摸两遍'],
    ['交接给唐敏,7床今晚禁食', '唐敏', '7床今晚禁食'],
    ['班交给小邓了 备注:东门岗亭取暖器停用', '小邓', '东门岗亭取暖器停用'],
    ['跟小曹交接清楚了 罐位七成', '小曹', '罐位七成'],
    ['本班结束 交班给何队 2号门卡坏了', '何队', '2号门卡坏了'],
    ['交班 下一班夏俊 注意:冷却塔风机只开一台', '夏俊', '冷却塔风机只开一台'],
    ['夜班交给罗海波 请转告:旁通阀先别动', '罗海波', '旁通阀先别动'],
    ['接班人:钟敏 交班事项:供氧压力偏低已报修', '钟敏', '供氧压力偏低已报修'],
    ['早班情况移交小秦:配料秤偏差大,四号仓料位计不准', '小秦', '配料秤偏差大,四号仓料位计不准'],
    ['移交给曾洁 交代一句 监控9号镜头黑屏', '曾洁', '监控9号镜头黑屏'],
    ['跟丁姐交完班了 嘱咐她五床的药没到', '丁姐', '五床的药没到'],
    ['交班！老赵接。冷库零下十八度 两小时抄一次', '老赵', '冷库零下十八度 两小时抄一次'],
    ['我交班啊 交畀阿强 留言：闸口B道杆坏咗', '阿强', '闸口B道杆坏咗'],
    ['班已交 接班的是韩雪', '韩雪', null],
    ['班交给小孔啦', '小孔', null],
    ['老韩来接我了 我把台子给他了', '老韩', null],
    ['我们乙班下了 班交给丙班了 没啥遗留', '丙班', null],
    ['交接班完成,接班人:高强,遗留事项:无', '高强', null],
    ['班交了', null, null],
    ['已跟史师傅交完班', '史师傅', null],
    ['早班接手的是范工 当面交清了', '范工', null],
  ])('%s', (text, to, remarks) => {
    expect(read(text)).toEqual({ intent: 'duty.handover', to, remarks });
  });
});

describe('a question about shifts: whose, and when', () => {
  it.each<[string, string, string | null]>([
    ['元旦放假头一天谁在厂里值班', 'anyone', '2027-01-01'],
    ['陈国栋下次值哪天', '陈国栋', null],
    ['老曹下回值班是几号', '老曹', null],
    ['刘工明儿在不在岗 我找他签字', '刘工', '2026-11-22'],
    ['冬至夜里消控室谁值班', 'anyone', '2026-12-22'],
    ['除夕那晚是安排的许晨吧', '许晨', '2027-02-05'],
    ['昨天夜班是谁啊 杯子没给我洗', 'anyone', '2026-11-20'],
    ['此刻谁值班 告诉我名字', 'anyone', '2026-11-21'],
    ['这个月最后一天谁带班', 'anyone', '2026-11-30'],
    ['国庆七天里头5号那天谁值班', 'anyone', '2026-10-05'],
    ['下礼拜天有我的班没', 'me', '2026-11-29'],
    ['我下个班是哪天', 'me', null],
    ['胡医生这周日上不上夜班', '胡医生', '2026-11-22'],
    ['腊月二十八轮到谁值', 'anyone', '2027-02-04'],
    ['12月1号带班领导是谁', 'anyone', '2026-12-01'],
  ])('%s', (text, who, date) => {
    expect(read(text)).toEqual({ intent: 'duty.query', who, date });
  });
});

describe('leave, and signing off', () => {
  it.each<[string, string]>([
    ['冬至那天的班我值不了', '2026-12-22'],
    ['驾照复审在26号 那天的值班请安排别人', '2026-11-26'],
    ['明天夜班请病假', '2026-11-22'],
    ['请假:本人12月8日考试 不能值班', '2026-12-08'],
  ])('%s', (text, date) => {
    expect(read(text)).toEqual({ intent: 'duty.leave', date });
  });
  it.each(['夜班退勤', '带班到此结束 升井了', '今天的班到此为止'])('%s is signing off', (text) => {
    expect(read(text)).toEqual({ intent: 'duty.checkin', kind: 'off' });
  });
});

describe('what was inspected', () => {
  it.each(LEVEL_ROWS.flatMap((row) => row.example.split(', ').map((example) => [example, row.level] as const)))(
    '%s: %s',
    (example, level) => {
      expect(levelOf(mend(normalize(example).text))).toBe(level);
    },
  );
  it.each<[string, ReturnType<typeof levelOf>]>([
    ['掘进一队自查 没发现隐患', 'team'],
    ['钢筋队检查了一遍 没毛病', 'team'],
    ['俺班挨个摸了一遍 好着哩', 'team'],
    ['集团季度检查 未发现隐患', 'plant'],
    ['全店各部门都查了 没问题', 'plant'],
    ['铸造车间周检 未见异常', 'workshop'],
    ['本岗位巡检正常', 'post'],
    ['转了一圈 没啥事', null],
  ])('%s: %s', (text, level) => {
    expect(levelOf(text)).toBe(level);
  });
});

describe('a formal first report is one, whatever stands in it', () => {
  it.each([
    '事故快报 时间:6月3日17:52 地点:白沙渡口 经过:摆渡船倾覆 伤亡:船上26人,已救起21人,遇难2人,失联3人',
    '【事故快报】\n时间：昨日17:55\n地点：北货场\n经过：料仓垮塌，火已扑灭，伤者已转院\n伤亡：无',
    '快报时间上午九点二十地点五标段经过卡环滑脱砸到下面的人伤亡一死两伤已经送医院',
    '事故初报 时间 8/15 02:18 地点 高速匝道 经过 撞护栏起火 明火已扑灭 伤亡 驾驶员死亡',
    '事故快报：11月20日，检修公司1名作业人员触电，抢救无效死亡，现场已恢复',
  ])('%s', (text) => {
    expect(read(text)).toMatchObject({ intent: 'accident.report' });
  });
  it.each<[string, string]>([
    ['续报:渡口翻船的又找到一个 现在遇难3人', 'accident.update'],
    ['【演练】事故快报 时间:今天 地点:罐区 经过:模拟泄漏 伤亡:无', 'none'],
    ['事故快报怎么填', 'help'],
  ])('%s is none', (text, intent) => {
    expect(read(text)).toMatchObject({ intent });
  });
});
