import i18next from 'i18next';
import { ref } from 'vue';
import en from '../../locales/en/web.json';
import zh from '../../locales/zh-CN/web.json';
import type { SessionDto } from '../../src/http/dto';

/** Languages the pages speak. */
export type Language = SessionDto['language'];

const language = ref<Language>('zh-CN');

void i18next.init({
  lng: 'zh-CN',
  fallbackLng: 'zh-CN',
  defaultNS: 'web',
  ns: ['web'],
  resources: { 'zh-CN': { web: zh }, en: { web: en } },
  initAsync: false,
  interpolation: { escapeValue: false },
});

/** The language now spoken; reading it in a template makes the template follow. */
export function currentLanguage(): Language {
  return language.value;
}

/** Speaks another language from now on, in the document's `lang` too. */
export function useLanguage(next: Language): void {
  language.value = next;
  document.documentElement.lang = next;
}

/** The sentence under `key` of the `web` namespace, with its values filled in. */
export function t(key: string, values: Readonly<Record<string, string | number>> = {}): string {
  return i18next.t(key, { ...values, lng: language.value });
}
