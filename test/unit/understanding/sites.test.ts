import { emptyLexicon, interpret } from '../../../src/understanding';
import { namedPlaces } from '../../../src/understanding/intents/namedPlaces';
import { makeReader } from '../../../src/understanding/intents/reader';
import { otherParts } from '../../../src/understanding/intents/siteSights';
import { placeFoundAt, placeLookedAt } from '../../../src/understanding/intents/sites';
import { learnedPlaces } from '../../../src/understanding/learned';
import type { Lexicon } from '../../../src/understanding';

const NOW = Date.parse('2026-11-21T14:00:00+08:00');

function placesOf(text: string, lexicon: Lexicon = emptyLexicon): (string | null)[] {
  const { intent } = interpret(text, null, lexicon, NOW);
  if (intent.name === 'accident.report') return [intent.location?.text ?? null];
  return intent.name === 'hazard.report' ? intent.items.map((item) => item.location?.text ?? null) : [];
}

describe('a spot is told within its site', () => {
  it.each([
    ['named once at the head', '鸿泰纺织 细纱车间飞花堵了风口,打包间插座烧黑了', ['鸿泰纺织细纱车间', '鸿泰纺织打包间']],
    ['in a title', '北关粮库检查记录 1.烘干塔爬梯没护笼 2.地磅房电线老化', ['北关粮库烘干塔', '北关粮库地磅房']],
    ['that somebody went to', '上周四我在红旗养老院转了一圈 二楼水房地滑 厨房燃气软管裂了', ['红旗养老院二楼水房', '红旗养老院厨房']],
    ['as long as the names go together', '北关粮库2号仓顶人孔盖没上锁,5号仓扒谷机电缆破了', ['北关粮库2号仓顶', '北关粮库5号仓']],
    ['last of all', '喷漆房排风机皮带断了 烘干室门关不严 明辉家具厂', ['明辉家具厂喷漆房', '明辉家具厂烘干室']],
    ['by its whole name, wherever that stands', '游泳馆的救生员坐在那儿看手机 南山游泳馆', ['南山游泳馆']],
    ['and no other number', '11号库门坏了 1号库漏雨', ['11号库', '1号库']],
    ['of a building one floor', '12号楼消火栓没水 3楼楼道堆着杂物', ['12号楼', '12号楼3楼楼道']],
    ['of a building its floors', '住院部三楼水房地滑,五楼走廊灯全灭', ['住院部三楼水房', '住院部五楼走廊']],
    ['in another clause of one hazard', '配电房门没锁 小孩都能进去 阳光花园的', ['阳光花园配电房']],
  ])('%s: %s', (_how, text, places) => {
    expect(placesOf(text)).toEqual(places);
  });

  it.each([
    ['where the other place is no site of it', '北塔防雷引下线锈断,主控楼门厅玻璃裂了', ['北塔', '主控楼门厅']],
    ['where it is another of the same kind', '四号楼阅览室插座一插就冒火花 五号楼天台门锁死了出不去', ['四号楼阅览室', '五号楼天台']],
    ['where it was told when somebody went round', '开学前走了一圈,食堂排烟管里头油厚得往下滴', ['食堂']],
    ['beside another', '甲类库和乙类库的门都用铁丝拧上了', ['甲类库', '乙类库']],
    ['where the other is the unit of who speaks', '我是三分厂维修班的,酸洗线西头那台排风机不转了', ['酸洗线西头']],
  ])('and stands alone %s: %s', (_how, text, places) => {
    expect(placesOf(text)).toEqual(places);
  });

  it('what is told without a place is somewhere on the site', () => {
    expect(placesOf('宏达印刷厂 裁切间光幕坏了 打包机的急停也拍不动')).toEqual(['宏达印刷厂 裁切间', '宏达印刷厂']);
  });

  it('of an accident, too', () => {
    expect(placesOf('青山铁矿出事了 副井罐笼坠下去了 里头有三个人')).toEqual(['青山铁矿副井']);
  });

  it('goes to the unit of the site, where the list of the house knows it', () => {
    const lexicon: Lexicon = {
      version: 'sites',
      entries: [{ kind: 'unit', id: 'u-1', name: '北关粮库', aliases: [], unitId: 'u-1' }],
      phrases: [],
    };
    const { intent } = interpret('北关粮库检查记录 1.烘干塔爬梯没护笼 2.地磅房电线老化', null, lexicon, NOW);
    const units = intent.name === 'hazard.report' ? intent.items.map((item) => item.location?.entry?.unitId) : [];
    expect(units).toEqual(['u-1', 'u-1']);
  });
});

describe('the parts a place may be put together with', () => {
  const reader = makeReader('北关粮库2号仓顶人孔盖没上锁,5号仓扒谷机电缆破了', null, emptyLexicon, NOW);
  const spot = { start: reader.text.indexOf('5号仓'), end: reader.text.indexOf('5号仓') + 3 };
  const parts = otherParts(reader, spot, { start: spot.start, end: reader.text.length }, learnedPlaces());
  const texts = parts.map(({ start, end }) => reader.text.slice(start, end));

  it('are the other names, as far as a word ends in them', () => {
    expect(namedPlaces(reader, learnedPlaces()).length).toBeGreaterThan(1);
    expect(texts).toContain('北关粮库');
    expect(texts.some((text) => text.startsWith('北关粮库2号'))).toBe(true);
    expect(texts.filter((text) => text.includes('5号'))).toEqual([]);
  });

  it('are spots within it only in the stretch that tells of the hazard', () => {
    expect(parts.every(({ isSite }) => isSite)).toBe(true);
  });
});

describe('the place somebody went to', () => {
  const looked = (text: string): string | undefined => {
    const at = placeLookedAt(text);
    return at && text.slice(at.start, at.end);
  };

  it.each([
    ['去李家庄煤矿转了一圈,皮带没护罩', '李家庄煤矿'],
    ['上周四我在宏远钢构转了一圈', '宏远钢构'],
    ['养猪场隐患:1.沼气池井盖裂了', '养猪场'],
    ['景区水上乐园三个问题 深水区没人', '景区水上乐园'],
    ['敬老院自查 一楼厨房油烟管道全是油垢', '敬老院'],
    ['顺昌造纸厂检查记录 1.灯坏了', '顺昌造纸厂'],
  ])('%s: %s', (text, place) => {
    expect(looked(text)).toBe(place);
  });

  it.each(['回家路上看了一眼', '顺路看了看,灯坏了', '配电箱门坏了', '开学前走了一圈,食堂油厚', '台风后去看了,东墙裂了'])(
    'none in «%s»',
    (text) => {
      expect(looked(text)).toBeUndefined();
    },
  );

  it('or where it was found', () => {
    const text = '今天去宏图广场项目 发现宿舍空调线勾在闸上';
    const at = placeFoundAt(text);
    expect(at && text.slice(at.start, at.end)).toBe('宏图广场项目');
  });
});
