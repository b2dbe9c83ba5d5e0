import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import i18next from 'i18next';

/** Languages the product speaks; each has a folder under `locales/` with the same files and keys. */
export const LANGUAGES = ['zh-CN', 'en'] as const;
/** A language the product speaks. */
export type Language = (typeof LANGUAGES)[number];

/** A sentence of the locales: `key` is `<namespace>:<path>`; `params` fill its holes. `count` chooses the plural. */
export type Translator = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** Namespace to its tree of sentences, for one language. */
export type LocaleFiles = Readonly<Record<string, unknown>>;

/** A key that no locale has. Thrown under test; elsewhere it becomes a process warning and the Chinese sentence or the key is used. */
export class MissingSentence extends Error {
  readonly code = 'i18n.missing';
  constructor(key: string, language: string) {
    super(`no sentence for "${key}" in ${language}`);
  }
}

/** Whether a missing key throws (`strict`), and where it is reported otherwise. */
export interface TranslatorOptions {
  readonly strict?: boolean;
  readonly onMissing?: (key: string, language: Language) => void;
}

/** Reads every `locales/<language>/*.json` below the project root; the file name is the namespace. Throws when a file is no JSON object. */
export function readLocales(language: Language, root: string = projectRoot()): LocaleFiles {
  const folder = join(root, 'locales', language);
  const files: Record<string, unknown> = {};
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.json')) continue;
    const tree: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) throw new Error(`locales/${language}/${file}: not an object`);
    files[file.slice(0, -'.json'.length)] = tree;
  }
  return files;
}

/**
 * The translator of one language. Reads the files once per process; an unknown key in English falls back to Chinese.
 * Values are put in as they are: who shows a text decides how it is escaped. A hole without a value throws where a missing
 * key does, and stays empty elsewhere.
 */
export function translator(language: Language, options: TranslatorOptions = {}): Translator {
  const i18n = instance();
  const strict = options.strict ?? process.env['NODE_ENV'] === 'test';
  const onMissing = options.onMissing ?? warnOnce;
  const known = templatesOf(language);
  const missing = (key: string): void => {
    if (strict) throw new MissingSentence(key, language);
    onMissing(key, language);
  };
  return (key, params = {}) => {
    const count = params['count'];
    const form = typeof count === 'number' ? `${key} ${known.plural.select(count)}` : key;
    let template = known.byForm.get(form);
    if (template === undefined) {
      const plural = typeof count === 'number' ? { count } : {};
      const there = i18n.exists(key, { ...plural, lng: language, fallbackLng: [] });
      if (!there) missing(key);
      template = opened(i18n.t(key, { ...plural, lng: language, skipInterpolation: true }));
      if (there) known.byForm.set(form, template);
    }
    if (template.kind === 'other') return i18n.t(key, { ...params, lng: language });
    let text = template.head;
    for (const { hole, tail } of template.holes) {
      const value = params[hole];
      if (value === undefined) missing(`${key} {{${hole}}}`);
      text += `${value ?? ''}${tail}`;
    }
    return text;
  };
}

/** A sentence taken apart at its holes; `other` where it needs more than holes filled (nesting, formats), which i18next does. */
type Template =
  | { readonly kind: 'holes'; readonly head: string; readonly holes: readonly { readonly hole: string; readonly tail: string }[] }
  | { readonly kind: 'other' };

function opened(sentence: string): Template {
  if (/\$t\(|\{\{\s*-|\{\{[^}]*[,.][^}]*\}\}/u.test(sentence)) return { kind: 'other' };
  const parts = sentence.split(/\{\{\s*(\w+)\s*\}\}/u);
  const holes = parts.flatMap((hole, i) => (i % 2 === 1 ? [{ hole, tail: parts[i + 1] ?? '' }] : []));
  return { kind: 'holes', head: parts[0] ?? '', holes };
}

/**
 * Sentences as i18next found them, with their holes open. Looking one up costs i18next tens of microseconds and a card is
 * made of forty: at hundreds of reports a second that would be all the machine does.
 */
interface Templates {
  readonly byForm: Map<string, Template>;
  readonly plural: Intl.PluralRules;
}
const templates = new Map<Language, Templates>();
function templatesOf(language: Language): Templates {
  const kept = templates.get(language);
  if (kept !== undefined) return kept;
  const made: Templates = { byForm: new Map<string, Template>(), plural: new Intl.PluralRules(language) };
  templates.set(language, made);
  return made;
}

/** True when `key` has a sentence in the language itself, without fallback. */
export function hasSentence(language: Language, key: string): boolean {
  return instance().exists(key, { lng: language, fallbackLng: [] });
}

/** The nearest folder above this file that holds `package.json` and `locales/`: the same from `src/` and from `dist/src/`. */
export function projectRoot(from: string = __dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'locales'))) return folder;
    if (dirname(folder) === folder) throw new Error(`no package.json with locales/ above ${from}`);
  }
}

type Instance = ReturnType<typeof i18next.createInstance>;
let loaded: Instance | null = null;

function instance(): Instance {
  if (loaded !== null) return loaded;
  const files = LANGUAGES.map((language) => [language, readLocales(language)] as const);
  const created = i18next.createInstance();
  void created.init({
    initAsync: false,
    resources: Object.fromEntries(files.map(([language, tree]) => [language, resource(tree)])),
    ns: [...new Set(files.flatMap(([, tree]) => Object.keys(tree)))],
    defaultNS: 'common',
    fallbackLng: 'zh-CN',
    supportedLngs: [...LANGUAGES],
    load: 'currentOnly',
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  loaded = created;
  return created;
}

/** i18next takes namespaces as objects; `readLocales` has checked that they are. */
function resource(tree: LocaleFiles): Record<string, Record<string, unknown>> {
  return Object.fromEntries(Object.entries(tree).map(([namespace, sentences]) => [namespace, { ...Object(sentences) }]));
}

const warned = new Set<string>();
function warnOnce(key: string, language: Language): void {
  if (warned.has(`${language} ${key}`)) return;
  warned.add(`${language} ${key}`);
  process.emitWarning(`no sentence for "${key}" in ${language}`, { code: 'I18N_MISSING' });
}
