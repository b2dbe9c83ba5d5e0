import * as fc from 'fast-check';
import { textParts } from '../../../web/src/textParts';

const links = (text: string): string[] => textParts(text).flatMap((part) => part.href ?? []);

describe('textParts', () => {
  it('makes mobile numbers and land lines with area code callable', () => {
    expect(links('李安 13800000203,厂值班室 0631-5550119')).toEqual(['tel:13800000203', 'tel:0631-5550119']);
  });

  it('leaves numbers alone that only contain such digits', () => {
    expect(links('YH-2026-013800 编号 91138000002031 12350')).toEqual([]);
  });

  it('ends an address where the Chinese sentence goes on', () => {
    expect(links('打开 https://safety.example.com/l/abc?x=1，24 小时内有效。')).toEqual(['https://safety.example.com/l/abc?x=1']);
    expect(links('见http://127.0.0.1:8080/p/1。')).toEqual(['http://127.0.0.1:8080/p/1']);
    expect(links('see http://127.0.0.1:8080/p/1.')).toEqual(['http://127.0.0.1:8080/p/1']);
  });

  it('links nothing but web addresses and telephone numbers', () => {
    expect(links('javascript:alert(1) data:text/html,x ftp://example.com')).toEqual([]);
  });

  it('loses nothing of any text', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('13800000203', 'https://a.example/b', '。', ',', '\n', '0631-5550119'));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        expect(
          textParts(text)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
