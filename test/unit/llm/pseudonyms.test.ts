import fc from 'fast-check';
import { hideIdentities } from '../../../src/llm/pseudonyms';
import type { KnownPerson } from '../../../src/llm';

const PEOPLE: readonly KnownPerson[] = [
  { name: '张伟', accounts: ['zhangwei', 'li'] },
  { name: '欧阳建国', accounts: ['OuYang_07'] },
  { name: 'Tom Baker', accounts: [] },
];
const hide = (text: string) => hideIdentities(text, PEOPLE);

describe('a message on its way to the model', () => {
  it.each([
    ['张伟说三车间护栏松了', '〔人1〕说三车间护栏松了'],
    ['張偉在这里,张 伟和张伟也在', '〔人1〕在这里,〔人2〕和〔人2〕也在'],
    ['我账号ZhangWei,找欧阳建国', '我账号〔号1〕,找〔人1〕'],
    ['ask tom  baker about it', 'ask 〔人1〕 about it'],
    ['打１３９ １２３４ ５６７８', '打〔号1〕'],
    ['身份证11010119900307561X的师傅', '身份证〔号1〕的师傅'],
    ['一三九一二三四五六七八', '〔号1〕'],
    ['工号A1023报修', '工号〔号1〕报修'],
    ['mail zhang.san@example.com now', 'mail 〔号1〕 now'],
    ['王师傅和老刘、陈大勇主任都在', '〔人1〕和〔人2〕、〔人3〕都在'],
    ['苏A12345车挡住通道', '〔号1〕车挡住通道'],
    ['@小周班长 来看看', '〔人1〕 来看看'],
    ['我跟王建国说了', '我跟〔人1〕说了'],
  ])('%s → %s', (text, expected) => {
    expect(hide(text).text).toBe(expected);
  });

  it.each([
    '3号车间东头配电箱门掉了',
    '施工电梯门关不上',
    '生产线line2急停坏了',
    '2026年3月6日YH-2026-000123怎么样了',
    '高处作业没系安全带',
    '钳工工位地上有油',
  ])('keeps what is no identity: %s', (text) => expect(hide(text).text).toBe(text));

  it('comes back with the words of the message', () => {
    const { text, restore } = hide('张伟的工位旁边漏水');
    expect(text).toBe('〔人1〕的工位旁边漏水');
    expect(restore('〔人1〕的工位旁边')).toBe('张伟的工位旁边');
    expect(restore('〔人9〕')).toBe('〔人9〕');
  });

  it('is not led astray by placeholders that somebody typed', () => {
    const { text, restore } = hide('〔人1〕是张伟');
    expect(text).toBe('(人1)是〔人1〕');
    expect(restore(text)).toBe('(人1)是张伟');
  });

  it('never carries a name, an account or a telephone, whatever stands around', () => {
    const around = fc.string({
      unit: fc.constantFrom('在', '车', '间', '说', ' ', ',', '。', '王', '师', '的', '老', '〔', 'a', '@', '\n'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(around, around, around, (a, b, c) => {
        const { text } = hide(`${a}张伟${b}13912345678${c}欧阳建国`);
        expect(text).not.toMatch(/张伟|欧阳建国|13912345678/);
      }),
    );
  });

  it('can always be put back together', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('张', '伟', '王', '工', '1', '3', '老', '〔', '人', '〕', '说', '跟', 'x', '@', ' '),
          maxLength: 60,
        }),
        (text) => {
          const hidden = hide(text);
          const plain = hideIdentities(text, []);
          expect(hidden.restore(hidden.text).replace(/\s/g, '').toLowerCase()).toBe(
            plain.restore(plain.text).replace(/\s/g, '').toLowerCase(),
          );
        },
      ),
    );
  });

  it('takes little time with a long text and thousands of people', () => {
    const many = Array.from({ length: 5000 }, (_, i): KnownPerson => ({ name: `张三${i}`, accounts: [`user${i}`] }));
    const begun = performance.now();
    hideIdentities('一车间地上有油'.repeat(140), many);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
