import { changePerson } from '../../src/directory/edits';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE, refused } from '../../src/inbox/work';

/** From his word on the person is spoken to in this language. */
export async function setLanguage(work: Work, language: 'zh-CN' | 'en'): Promise<HandlerResult> {
  if (work.speaker.kind !== 'person') return refused('people.unknown');
  await changePerson(work.manager, work.speaker.person.id, { language });
  work.reply({ kind: 'sentence', key: 'handlers:languageSet' });
  return DONE;
}
