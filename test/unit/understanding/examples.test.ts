import { TYPE_RULES } from '../../../src/understanding/data/accidentTypes';
import { CAUSE_RULES } from '../../../src/understanding/data/causes';
import { DANGER_RULES } from '../../../src/understanding/data/danger';
import { EVENT_RULES, NOT_HERE } from '../../../src/understanding/data/events';
import { HAZARD_SIGNS } from '../../../src/understanding/data/hazardSigns';
import { MAJOR_RULES } from '../../../src/understanding/data/majorRules';
import { TALK_RULES } from '../../../src/understanding/data/talk';
import { WORD_CLASSES } from '../../../src/understanding/data/wordClasses';
import { ACT_RULES } from '../../../src/understanding/intents/acts';
import { classedWords } from '../../../src/understanding/learned/wordClasses';
import { normalize } from '../../../src/understanding/text/normalize';
import { mend } from '../../../src/understanding/text/mend';
import { DAY_RULES } from '../../../src/understanding/time/days';

const ready = (text: string): string => mend(normalize(text).text);

describe('every rule fits the example that stands beside it', () => {
  const tables: readonly (readonly [string, readonly { readonly example: string; readonly pattern: RegExp }[]])[] = [
    ['hazard signs', HAZARD_SIGNS],
    ['accident types', TYPE_RULES],
    ['causes', CAUSE_RULES],
    ['danger', DANGER_RULES],
    ['events', EVENT_RULES],
    ['not here', NOT_HERE],
    ['talk', TALK_RULES],
    ['major hazards', MAJOR_RULES],
    ['acts', ACT_RULES],
  ];
  describe.each(tables)('%s', (_name, rules) => {
    it.each(rules.flatMap((rule) => rule.example.split(', ').map((example) => [example, rule.pattern] as const)))(
      '%s',
      (example, pattern) => {
        expect(ready(example)).toMatch(new RegExp(pattern.source, pattern.flags.replace('g', '')));
      },
    );
  });

  it.each(DAY_RULES.flatMap((rule) => rule.example.split(/, | \/ /).map((example) => [rule.name, example, rule] as const)))(
    'day %s: %s',
    (_name, example, rule) => {
      rule.pattern.lastIndex = 0;
      const match = rule.pattern.exec(example);
      rule.pattern.lastIndex = 0;
      expect(match && rule.read(match, { today: '2026-11-21', lean: 'future' })).toMatch(/^\d{4}-\d\d-\d\d$/);
    },
  );

  it.each(WORD_CLASSES.map((row, index) => [row.name, row.example, index] as const))('words %s: %s', (_name, example, index) => {
    expect(classedWords(ready(example)).some((word) => word.classes.includes(index))).toBe(true);
  });

  it('classes of words have names of their own', () => {
    expect(new Set(WORD_CLASSES.map((row) => row.name)).size).toBe(WORD_CLASSES.length);
  });

  it('major hazard rules have keys of their own', () => {
    const keys = MAJOR_RULES.map((rule) => rule.rule);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
