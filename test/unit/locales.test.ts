import i18next from 'i18next';
import { LANGUAGES, MissingSentence, readLocales, translator, type Language } from '../../src/lib/i18n';

/** Path to sentence, plural endings taken off: languages have different plurals. */
function sentences(language: Language): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const walk = (node: unknown, path: string): void => {
    if (typeof node === 'string') {
      const key = path.replace(/_(?:zero|one|two|few|many|other)$/u, '');
      found.set(key, [...(found.get(key) ?? []), node]);
      return;
    }
    if (typeof node !== 'object' || node === null) throw new Error(`${language} ${path}: neither sentence nor group`);
    for (const [name, child] of Object.entries(node)) walk(child, path === '' ? name : `${path}.${name}`);
  };
  for (const [namespace, tree] of Object.entries(readLocales(language))) walk(tree, namespace);
  return found;
}

function holes(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/\{\{\s*([\w.]+)/gu)].map((m) => m[1] ?? '')))].sort();
}

const zh = sentences('zh-CN');
const en = sentences('en');

describe('locales', () => {
  it('have the same files and keys in every language', () => {
    expect(Object.keys(readLocales('en')).sort()).toEqual(Object.keys(readLocales('zh-CN')).sort());
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
    expect(zh.size).toBeGreaterThan(300);
  });

  it('have the same holes to fill in every sentence', () => {
    for (const [key, texts] of zh) expect({ key, holes: holes(en.get(key) ?? []) }).toEqual({ key, holes: holes(texts) });
  });

  it('leave no sentence empty, and write no Chinese where English is due', () => {
    for (const [key, texts] of zh)
      if (key !== 'common.span.join') expect({ key, empty: texts.some((t) => t.trim() === '') }).toEqual({ key, empty: false });
    for (const [key, texts] of en)
      if (key !== 'common.span.join') expect({ key, empty: texts.some((t) => t.trim() === '') }).toEqual({ key, empty: false });
  });

  it('have every plural that a language needs', () => {
    const plural = new Map(LANGUAGES.map((l) => [l, JSON.stringify(readLocales(l)).match(/"[\w]+_(one|other)"/gu) ?? []]));
    const ones = (plural.get('en') ?? []).filter((k) => k.endsWith('_one"'));
    expect(ones.length).toBeGreaterThan(3);
    for (const one of ones) {
      expect(plural.get('en')).toContain(one.replace('_one"', '_other"'));
      expect(plural.get('zh-CN')).toContain(one.replace('_one"', '_other"'));
    }
  });
});

describe('translator', () => {
  it('fills holes without escaping and chooses the plural', () => {
    expect(translator('en')('cards:photosReceived', { count: 1 })).toBe('1 photo received');
    expect(translator('en')('cards:photosReceived', { count: 3 })).toBe('3 photos received');
    expect(translator('zh-CN')('cards:photosReceived', { count: 1 })).toBe('已收到 1 张照片');
    expect(translator('zh-CN')('cards:whatWasDone', { text: '<门> & "锁"' })).toBe('整改情况：<门> & "锁"');
  });

  it('takes what people wrote as text, never as a reference to other sentences', () => {
    expect(translator('zh-CN')('cards:whatWasDone', { text: '$t(common:product) {{number}}' })).toBe(
      '整改情况：$t(common:product) {{number}}',
    );
  });

  it('says the same as i18next for every sentence, whatever the count', () => {
    const i18n = i18next.createInstance();
    for (const language of LANGUAGES) {
      const resources = {
        [language]: Object.fromEntries(Object.entries(readLocales(language)).map(([ns, tree]) => [ns, { ...Object(tree) }])),
      };
      void i18n.init({ initAsync: false, lng: language, resources, interpolation: { escapeValue: false }, load: 'currentOnly' });
      const t = translator(language);
      for (const [path, texts] of sentences(language)) {
        const key = path.replace('.', ':');
        for (const count of [0, 1, 2, 5]) {
          const params = { ...Object.fromEntries(holes(texts).map((hole) => [hole, `<${hole}>`])), count };
          expect(t(key, params)).toBe(i18n.t(key, params));
        }
      }
    }
  });

  it('throws under test when a value is missing, and leaves the hole empty elsewhere', () => {
    expect(() => translator('en')('cards:whatWasDone')).toThrow('cards:whatWasDone {{text}}');
    expect(translator('en', { strict: false, onMissing: () => undefined })('cards:whatWasDone')).toBe('What was done: ');
  });

  it('throws under test and reports elsewhere when a sentence is missing', () => {
    expect(() => translator('en')('cards:noSuchThing')).toThrow(MissingSentence);
    const missing: string[] = [];
    const t = translator('en', { strict: false, onMissing: (key, language) => missing.push(`${language} ${key}`) });
    expect(t('cards:noSuchThing')).toBe('noSuchThing');
    expect(missing).toEqual(['en cards:noSuchThing']);
  });
});
