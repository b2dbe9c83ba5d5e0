import { chatList, foundCases } from './chatLists';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE, refused } from '../../src/inbox/work';
import type { Intent } from '../../src/understanding/types';
import { remember } from './dialogue';
import { findCase } from './findCase';

/** How is it with a case: its card as it is now for whoever asks. */
export async function queryCase(work: Work, intent: Extract<Intent, { name: 'hazard.query' }>): Promise<HandlerResult> {
  const found = await findCase(work, intent.ref);
  if (found.kind === 'one') {
    remember(work, { lastRef: found.hazard.number });
    const who = found.hazard.reporters.find((r) => work.speaker.kind === 'person' && r.personId === work.speaker.person.id);
    if (who)
      work.tell(
        { kind: 'reporter', hazardId: found.hazard.id, alias: who.alias },
        { kind: 'case', hazardId: found.hazard.id, occasion: 'progress', params: { view: 1 } },
        { priority: 'answer' },
      );
    else work.reply({ kind: 'case', hazardId: found.hazard.id, occasion: 'progress', params: { view: 1 } });
    return DONE;
  }
  if (found.kind === 'several') {
    work.reply({ kind: 'list', which: 'mine', hazardIds: found.hazards.map((h) => h.id), total: found.hazards.length });
    remember(work, { lastList: found.hazards.map((h) => h.number) });
    return DONE;
  }
  if (intent.ref === null) return listCases(work, { name: 'hazard.list', which: 'mine' });
  work.reply({ kind: 'sentence', key: 'handlers:noSuchCase', params: { ref: intent.ref } });
  return refused('hazard.notFound');
}

/** Most lines of one list in the chat. */
const MOST = 10;

/** `我的隐患`, `待我处理`, `搜索 …`, and their like; the order shown is what «第二个» means afterwards. */
export async function listCases(work: Work, intent: Extract<Intent, { name: 'hazard.list' }>): Promise<HandlerResult> {
  if (work.speaker.kind !== 'person') return refused('people.unknown');
  const list = intent.which === 'search' ? await foundCases(work, intent.text, MOST) : await chatList(work, intent.which, MOST);
  remember(work, {
    lastList: list.cases.map((c) => c.number),
    lastRef: list.cases.length === 1 ? list.cases[0]?.number : work.dialogue?.lastRef,
  });
  work.reply({ kind: 'list', which: intent.which, hazardIds: list.cases.map((c) => c.id), total: list.total });
  return DONE;
}

/** `/知情`: open hazards and measures of his own area, without reporters (R062). */
export async function openHazards(work: Work): Promise<HandlerResult> {
  if (work.speaker.kind !== 'person') return refused('people.unknown');
  const list = await chatList(work, 'openHazards', MOST);
  remember(work, { lastList: list.cases.map((c) => c.number) });
  work.reply({ kind: 'list', which: 'openHazards', hazardIds: list.cases.map((c) => c.id), total: list.total });
  return DONE;
}
