import { z } from 'zod';

/** The contact-sync (通讯录同步) of the corp, beside the app. */
export interface WecomContactsConfig {
  /** Token and key of its callback; null where changes are only found by the daily reading. */
  readonly callback: { readonly token: string; readonly encodingAesKey: string } | null;
  /** Its secret, with which every account of the corp is known by id; null without. */
  readonly secret: string | null;
}

const CALLBACK = ['WECOM_CONTACTS_TOKEN', 'WECOM_CONTACTS_ENCODING_AES_KEY'] as const;
const ALL = [...CALLBACK, 'WECOM_CONTACTS_SECRET'] as const;

/** The settings of the contact-sync one by one. */
export const wecomContactsSettings = {
  /** Token of the contact-sync's callback. */
  WECOM_CONTACTS_TOKEN: z
    .string()
    .regex(/^[0-9A-Za-z]{1,32}$/, 'contactsToken')
    .optional(),
  /** EncodingAESKey of the contact-sync's callback. */
  WECOM_CONTACTS_ENCODING_AES_KEY: z
    .string()
    .regex(/^[0-9A-Za-z]{43}$/, 'contactsAesKey')
    .optional(),
  /** Secret of the contact-sync: tells who has left from who is only outside of the app's visible range. */
  WECOM_CONTACTS_SECRET: z.string().min(8, 'shortSecret').optional(),
};
type Settings = z.output<z.ZodObject<typeof wecomContactsSettings>>;

/** Settings of the contact-sync that may also stand in a file. */
export const WECOM_CONTACTS_FILE_SETTINGS = ALL;

/** What is missing between settings that go together; `given` tells which were written, rightly or not. */
export function wecomContactsFaults(given: (name: string) => boolean): { setting: string; key: string }[] {
  const named = ALL.filter((name) => given(name));
  if (named.length > 0 && !given('WECOM_CORP_ID')) return [{ setting: named[0] ?? 'WECOM_CONTACTS_TOKEN', key: 'contactsWithoutApp' }];
  const keys = CALLBACK.filter((name) => given(name));
  if (keys.length !== 1) return [];
  return [{ setting: keys[0] === CALLBACK[0] ? CALLBACK[1] : CALLBACK[0], key: 'contactsIncomplete' }];
}

/** The contact-sync as it is set up; absent where nothing of it is. */
export function wecomContactsOf(settings: Settings): WecomContactsConfig | undefined {
  const { WECOM_CONTACTS_TOKEN: token, WECOM_CONTACTS_ENCODING_AES_KEY: encodingAesKey, WECOM_CONTACTS_SECRET: secret } = settings;
  const callback = token && encodingAesKey ? { token, encodingAesKey } : null;
  return callback === null && secret === undefined ? undefined : { callback, secret: secret ?? null };
}
