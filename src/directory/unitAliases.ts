/*
 * People say «3号车间», «三车间» and «3车间» of the same workshop, and leave out what stands in brackets. The aliases of a unit are
 * made from its name, so that nobody has to type them in.
 */

const DIGITS = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** Chinese numeral of 1 to 99 (`十二`); null outside. */
export function chineseNumeral(value: number): string | null {
  if (!Number.isInteger(value) || value < 1 || value > 99) return null;
  const tens = Math.floor(value / 10);
  const ones = value % 10;
  const head = tens === 0 ? '' : `${tens === 1 ? '' : (DIGITS[tens] ?? '')}十`;
  return head + (ones === 0 ? '' : (DIGITS[ones] ?? ''));
}

const BY_NUMERAL: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 99 }, (_, index) => [chineseNumeral(index + 1) ?? '', index + 1] as const),
);

/** Leading number of a name: `三车间`, `第3车间`, `3号车间`, `3#车间`. */
const NUMBERED = /^第?(\d{1,2}|[一二三四五六七八九十]{1,3})(?:号|#|＃)?(?=\D)(.+)$/;
const BRACKETS = /[（(【[]([^）)】\]]*)[）)】\]]/g;

/** Other ways to say the name of a unit, without the name itself: numerals in every writing, with and without the part in brackets. */
export function unitAliases(name: string): readonly string[] {
  const bare = name.replace(BRACKETS, '').trim();
  const found = new Set<string>();
  if (bare !== '') found.add(bare);
  const parts = NUMBERED.exec(bare);
  const digits = parts?.[1] ?? '';
  const rest = parts?.[2] ?? '';
  const value = /^\d+$/.test(digits) ? Number(digits) : BY_NUMERAL.get(digits);
  if (value !== undefined && rest !== '') {
    const numeral = chineseNumeral(value);
    for (const written of [String(value), ...(numeral === null ? [] : [numeral])]) {
      found.add(`${written}${rest}`);
      found.add(`${written}号${rest}`);
      found.add(`第${written}${rest}`);
    }
    found.add(`${value}#${rest}`);
  }
  found.delete(name);
  return [...found];
}
