import { readLocales } from '../../../src/lib/i18n';

function keys(tree: unknown, path = ''): string[] {
  if (typeof tree !== 'object' || tree === null) return [path];
  return Object.entries(tree).flatMap(([name, below]) => keys(below, path === '' ? name : `${path}.${name}`));
}
/** Holes of a sentence: `{{value}}`, whatever stands around them. */
const holes = (text: unknown): string[] => [...new Set(String(text).match(/\{\{\w+\}\}/g) ?? [])].sort();
const at = (tree: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (node, name) => (typeof node === 'object' && node !== null ? Object.entries(node).find(([key]) => key === name)?.[1] : undefined),
      tree,
    );

describe('sentences about people', () => {
  const chinese = readLocales('zh-CN')['people'];
  const english = readLocales('en')['people'];

  it('are there in both languages, with the same holes', () => {
    expect(keys(english).sort()).toEqual(keys(chinese).sort());
    for (const path of keys(chinese)) expect([path, holes(at(english, path))]).toEqual([path, holes(at(chinese, path))]);
  });
});
