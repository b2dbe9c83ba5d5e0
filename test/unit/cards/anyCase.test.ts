import fc from 'fast-check';
import { buildMessage } from '../../../cards';
import { cardActs } from '../../../cards/card';
import { translator } from '../../../src/lib/i18n';
import type { Tell } from '../../../src/outbox/intents';
import { anyCase, anyFacts, OCCASIONS } from './anyCase';

const params = fc.oneof(
  fc.constant({}),
  fc.record({ what: fc.constantFrom('assess', 'undo', 'confirm', 'nonsense', '') }),
  fc.record({ step: fc.constantFrom('firstAnswer', 'rectify', 'nonsense'), rung: fc.nat(9), dueAt: fc.integer() }),
  fc.record({ outside: fc.constant(1) }),
);
const scene = anyCase.chain((hazard) =>
  fc.record({
    hazard: fc.constant(hazard),
    facts: anyFacts(hazard),
    occasion: fc.constantFrom(...OCCASIONS),
    params,
    language: fc.constantFrom('zh-CN' as const, 'en' as const),
  }),
);

describe('any case, any reader, any occasion', () => {
  it('becomes a card of sentences or is dropped with a reason, and never throws', () => {
    fc.assert(
      fc.property(scene, ({ hazard, facts, occasion, params: p, language }) => {
        const built = buildMessage({ kind: 'case', hazardId: hazard.id, occasion, params: p }, facts, translator(language));
        if (built.kind === 'drop') return built.reason !== '';
        if (built.kind === 'text') return false;
        const allowed = facts.allowed.get(hazard.id) ?? [];
        const acts = cardActs(built.card);
        // Besides acts on this case there may be links to its own printed forms, and nothing else.
        const onCase = acts.filter((a) => a.kind === 'hazard');
        expect(onCase.every((a) => a.hazardId === hazard.id && allowed.includes(a.action))).toBe(true);
        expect(acts.every((a) => a.kind === 'hazard' || (a.kind === 'link' && a.path.startsWith(`/forms/${hazard.number}/`)))).toBe(true);
        expect(built.card.buttons.length).toBeLessThanOrEqual(5);
        expect(built.card.menu.length).toBeLessThanOrEqual(3);
        if (built.card.tone === 'done') expect(onCase).toEqual([]);
        expect(built.card.title).not.toBe('');
        expect(built.card.facts.every((f) => f.label !== '' && f.value !== '')).toBe(true);
        expect(built.text).toContain(hazard.number);
        return true;
      }),
      { numRuns: 700 },
    );
  });

  it('never names a reporter to somebody else', () => {
    fc.assert(
      fc.property(scene, ({ hazard, facts, occasion, params: p, language }) => {
        if (facts.reader.kind !== 'stranger' && facts.reader.personId === 'reporter') return true;
        const built = buildMessage({ kind: 'case', hazardId: hazard.id, occasion, params: p }, facts, translator(language));
        const options = built.kind === 'card' ? built.card.selects.flatMap((s) => s.options.map((o) => o.text)) : [];
        // Somebody may be proposed as owner who also reported: the list of the unit's people says nothing of reports.
        const said = options.reduce((all, option) => all.split(option).join(''), JSON.stringify(built));
        return !said.includes('赵上报') && !said.includes('R1');
      }),
      { numRuns: 700 },
    );
  });

  it('makes lists and questions of any case', () => {
    fc.assert(
      fc.property(scene, ({ hazard, facts, language }) => {
        const tells: readonly Tell[] = [
          { kind: 'list', which: 'mine', hazardIds: [hazard.id, 'gone'], total: 12 },
          { kind: 'digest', day: '2026-11-21', late: [hazard.id], today: [] },
          { kind: 'similar', hazardId: hazard.id, candidates: [hazard.id] },
          { kind: 'dangerAdvice', hazardId: hazard.id, words: ['冒烟'] },
          { kind: 'photos', hazardId: hazard.id, count: 3 },
        ];
        for (const tell of tells) {
          const built = buildMessage(tell, facts, translator(language));
          if (facts.reader.kind === 'stranger' || facts.reader.personId !== 'reporter')
            expect(JSON.stringify(built)).not.toContain('赵上报');
        }
      }),
      { numRuns: 150 },
    );
  });
});
