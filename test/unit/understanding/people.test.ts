import { FIELDS } from '../../../src/understanding/casualties/sights';
import { peopleTold } from '../../../src/understanding/casualties/tellings';
import { PEOPLE_WORDS } from '../../../src/understanding/data/peopleWords';
import { WORD_CLASSES } from '../../../src/understanding/data/wordClasses';
import { emptyLexicon, interpret, type Casualties } from '../../../src/understanding';

const NOW = Date.parse('2026-11-21T14:00:00+08:00');

/** The people of an accident as a message tells of them; undefined where it is read as something else. */
function people(text: string): Casualties | undefined {
  const { intent } = interpret(text, null, emptyLexicon, NOW);
  if (intent.name !== 'accident.report' && intent.name !== 'accident.update') return undefined;
  return Object.fromEntries(FIELDS.flatMap((field) => (intent[field] === undefined ? [] : [[field, intent[field]]])));
}

describe('the people of an accident', () => {
  it.each<[string, Casualties]>([
    ['管沟塌方了 埋了两个人正在刨', { trapped: 2 }],
    ['修船坞1号平台养气瓶炸了 一死三伤', { deaths: 1, injuries: 3 }],
    ['负240西大巷冒顶了 埋进去仨 扒出来一个已经没气了 那俩还在里头', { deaths: 1, trapped: 2 }],
    ['失联的俩找到一个 人没了 还有一个没消息', { deaths: 1, missing: 1 }],
    ['成品库货架倒了 压着个女的 出不来', { trapped: 1 }],
    ['冲床把小魏手指头压断两根 送骨科了', { injuries: 1 }],
    ['食堂煤气闪爆 两个帮厨脸上燎了 没人死', { deaths: 0, injuries: 2 }],
    ['被困的九个人全部升井 都平安', { trapped: 0 }],
    ['二号炉喷渣 烫着五个 其中重伤两个 轻伤三个', { seriousInjuries: 2, minorInjuries: 3 }],
    ['仓库起火 人都撤出来了 没有伤亡', { deaths: 0, injuries: 0 }],
    ["Forklift tipped over at Dock 2, driver's leg is pinned under the mast, we can't get him out", { trapped: 1 }],
    ['two workers injured at the press shop', { injuries: 2 }],
  ])('%s', (text, told) => {
    expect(people(text)).toMatchObject(told);
  });

  it('are not told by clock times, floors and machines', () => {
    expect(people('凌晨三点二十 6号楼12层脚手架塌了 有人压在下面')).not.toMatchObject({ trapped: 12 });
  });

  it.each([
    'guardrail at gate 3 was hit by a truck, posts are loose',
    'the permit pinned to the board is missing',
    'buried cable exposed near gate 2',
  ])('«%s» tells of nobody', (text) => {
    expect(people(text)).toBeUndefined();
  });

  it('are read in any text, however strange', () => {
    for (const text of ['死'.repeat(5000), '1'.repeat(5000), '一死'.repeat(3000), '\u0000死了3个\u0000', '😀死一个'.repeat(500)])
      expect(() => people(text)).not.toThrow();
  });
});

describe('words that tell of people', () => {
  // those of WORD_CLASSES have their examples tested beside them
  const own = PEOPLE_WORDS.map((row, index) => [row.name, row.example, index] as const).filter(
    ([name]) => !WORD_CLASSES.some((row) => row.name === name),
  );
  it.each(own)('%s: %s', (_name, example, index) => {
    const { pieces } = peopleTold(example.toLowerCase());
    expect(pieces.some((piece) => piece.is === 'word' && piece.classes.includes(index))).toBe(true);
  });

  it('stand for one person, for one whom something befell, or for nobody', () => {
    expect(peopleTold('三个矿工被困 老李没了').tellings.map(({ kind, value }) => [kind, value])).toEqual(
      expect.arrayContaining([
        ['number', 3],
        ['state', 1],
        ['person', 1],
      ]),
    );
    expect(peopleTold('里头没人').tellings.some(({ kind, value }) => kind === 'nobody' && value === 0)).toBe(true);
  });

  it('are no persons of their own right behind their number', () => {
    expect(peopleTold('三个矿工').tellings).toEqual([{ kind: 'number', start: 0, end: 1, value: 3 }]);
  });
});
