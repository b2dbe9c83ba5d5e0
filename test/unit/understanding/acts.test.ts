import { emptyLexicon, interpret, toCorpus } from '../../../src/understanding';
import { NEWS_ROWS, newLimit, newsAction } from '../../../src/understanding/intents/news';
import { readRefOfAct } from '../../../src/understanding/slots/ref';
import { mend } from '../../../src/understanding/text/mend';
import { normalize } from '../../../src/understanding/text/normalize';

const NOW = Date.parse('2026-11-21T14:00:00+08:00');
const ready = (text: string): string => mend(normalize(text).text);

describe('every row of news fits its examples', () => {
  it.each(NEWS_ROWS.flatMap((row) => row.example.split(', ').map((example) => [example, row.action] as const)))(
    '%s: %s',
    (example, action) => {
      expect(newsAction(ready(example))).toBe(action);
    },
  );
});

describe('what the news of a case says', () => {
  it.each<[string, string]>([
    ['YH-20261115-003 护栏焊牢了 刷了漆', 'rectified'],
    ['12号 皮带罩装回去了', 'rectified'],
    ['那个井盖换了新的', 'rectified'],
    ['隐患31已处理 请来复查', 'rectified'],
    ['上次报的漏水 水管接好了 不漏了', 'rectified'],
    ['YH-20261101-002 消防通道清空了 可以销号了', 'rectified'],
    ['第7条弄好了', 'rectified'],
    ['19号我们修不了 得厂家来人', 'cannot_fix'],
    ['那个变压器的事 我们电工班动不得 得供电局', 'cannot_fix'],
    ['YH-20261110-001 老设备没配件了 弄不了', 'cannot_fix'],
    ['第3条 外墙是物业的 我们没权限', 'cannot_fix'],
    ['那条漏雨的我们实在没辙 得厂里拨钱重做防水', 'cannot_fix'],
    ['#28 这活俺们干不来 请专业队伍吧', 'cannot_fix'],
    ['YH-20261112-006 申请延期到12月5日', 'extend'],
    ['那个风机备件没到 能不能缓到下周五', 'extend'],
    ['第9条 天冷焊不了 往后挪到开春', 'extend'],
    ['22号再给五天', 'extend'],
    ['那个楼梯扶手 等12月1号再换', 'extend'],
    ['屋面漏水那条 月底前肯定弄完', 'extend'],
    ['隐患16想改期到下个月10号', 'extend'],
    ['YH-20261105-004 复查合格', 'passed'],
    ['第6条我去瞅过了 没问题', 'passed'],
    ['编号44 现场看了 焊缝饱满 合格 同意销号', 'passed'],
    ['那个护栏验过了 行', 'passed'],
    ['上回的漏电复检过了 达标', 'passed'],
    ['YH-20261107-009 复查还是漏 不合格', 'failed'],
    ['第11条去看了 光刷漆没换板 不行 重来', 'failed'],
    ['23号复验没通过', 'failed'],
    ['那个防护罩现场看了 还是松的 退回', 'failed'],
    ['上次的整改糊弄人 不能过', 'failed'],
  ])('%s: %s', (text, action) => {
    expect(toCorpus(interpret(text, null, emptyLexicon, NOW), NOW)).toMatchObject({ intent: 'hazard.progress', action });
  });

  it.each<[string, string]>([
    ['申请延期到12月5日', '2026-12-05'],
    ['能不能缓到下周五', '2026-11-27'],
    ['再给五天', '2026-11-26'],
    ['月底前肯定弄完', '2026-11-30'],
    ['拖到元旦后1月4号', '2027-01-04'],
    ['宽限到腊八以后 就1月20号', '2027-01-20'],
    ['11月25号前弄不完 请求延到12月底', '2026-12-31'],
    ['往后推一周 到11月30号', '2026-11-30'],
    ['昨天才到货 再容三天', '2026-11-24'],
    ['顺延至十二月中旬', '2026-12-15'],
    ['改期到冬至', '2026-12-22'],
    ['挪到腊月初六', '2027-01-13'],
  ])('the new limit of «%s» is %s', (text, day) => {
    expect(newLimit(ready(text), NOW)).toBe(day);
  });
});

describe('the number of a case', () => {
  it.each<[string, string | undefined]>([
    ['YH-20261105-004 复查合格', 'YH-20261105-004'],
    ['YH20261105004 到哪一步了', 'YH20261105004'],
    ['隐患单0231 灯换了', '0231'],
    ['5号事故更正', '5'],
    ['9号那起车祸又有新情况', '9'],
    ['查进度 41', '41'],
    ['验收:17号,合格', '17'],
    ['月底前肯定完 26号 再给几天', '26'],
    ['18号我们班组干不来', '18'],
    ['33号阀门已换成新的', '33'],
    ['14条所有插座都换完了', '14'],
    ['又去看了 27号那堵墙还是歪的', '27'],
    ['3号车间的灯换好了', undefined],
    ['五条隐患都改完了', undefined],
    ['12号楼电梯修好了', undefined],
  ])('in «%s» is %s', (text, ref) => {
    expect(readRefOfAct(ready(text))).toBe(ref);
  });
});
