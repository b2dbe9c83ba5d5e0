import fc from 'fast-check';
import { MAX_TEXT_BYTES, sendableText, splitText } from '../../../../src/channels/wecom/text';

describe('splitText', () => {
  it('keeps a text that fits as it is', () => {
    const text = 'a'.repeat(MAX_TEXT_BYTES);
    expect(splitText(text)).toEqual([text]);
  });

  it('loses nothing, never exceeds the limit and never cuts a character', () => {
    const piece = fc.constantFrom('隐患', '😀', 'a', ' ', '\n', 'word ', '长句没有空格');
    fc.assert(
      fc.property(fc.array(piece, { minLength: 200, maxLength: 1500 }), (pieces) => {
        const text = pieces.join('');
        const parts = splitText(text);
        expect(parts.every((part) => Buffer.byteLength(part) <= MAX_TEXT_BYTES)).toBe(true);
        expect(parts.join('')).not.toContain('\ufffd');
        const bare = parts.length === 1 ? parts : parts.map((part) => part.slice(part.indexOf(') ') + 2));
        expect(bare.join('')).toBe(text);
        expect(Buffer.from(parts.join('')).toString()).toBe(parts.join(''));
      }),
      { numRuns: 50 },
    );
  });

  it('prefers the end of a line', () => {
    const line = `${'隐'.repeat(300)}\n`;
    expect(splitText(line.repeat(4))[0]).toBe(`(1/2) ${line.repeat(2)}`);
  });
});

describe('sendableText', () => {
  it('takes out what JSON would have to escape', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.stringify(sendableText(text)).replaceAll('\\\\', '')).not.toMatch(/\\[^n"]/);
      }),
    );
  });

  it('keeps ordinary punctuation', () => {
    expect(sendableText('5 < 6, a<b, <abc>')).toBe('5 < 6, a<b, <abc>');
    expect(sendableText('< A href=x>y</ a>')).toBe('＜ A href=x>y＜/ a>');
  });
});
