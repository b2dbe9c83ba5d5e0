const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  '○': 0,
  一: 1,
  壹: 1,
  幺: 1,
  二: 2,
  贰: 2,
  两: 2,
  俩: 2,
  三: 3,
  叁: 3,
  仨: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  柒: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
};
const UNITS: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000 };

/** Characters that a Chinese or Arabic number may consist of, for use inside a regular expression's class. */
export const NUMBER_CLASS = '0-9零〇一二两俩三仨四五六七八九十百廿';

/**
 * The value of a number written in Arabic or Chinese digits («12», «十二», «二十三», «一百零五», «二〇二六», «廿三»).
 * Undefined when it is not a number; never throws.
 */
export function parseNumber(text: string): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  if (text === '' || text.length > 10) return undefined;
  const expanded = text.replace('廿', '二十').replace('卅', '三十');
  if (!/[十拾百佰千]/.test(expanded)) {
    let value = 0;
    for (const character of expanded) {
      const digit = DIGITS[character] ?? (/\d/.test(character) ? Number(character) : undefined);
      if (digit === undefined) return undefined;
      value = value * 10 + digit;
    }
    return value;
  }
  let total = 0;
  let current = 0;
  let sawDigit = false;
  for (const character of expanded) {
    const unit = UNITS[character];
    if (unit !== undefined) {
      total += (sawDigit ? current : 1) * unit;
      current = 0;
      sawDigit = false;
      continue;
    }
    const digit = DIGITS[character] ?? (/\d/.test(character) ? Number(character) : undefined);
    if (digit === undefined) return undefined;
    current = sawDigit ? current * 10 + digit : digit;
    sawDigit = true;
  }
  return total + current;
}
