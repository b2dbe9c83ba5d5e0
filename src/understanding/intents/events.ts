import { remember } from '../text/remember';
import type { AccidentType } from '../../domain/hazard/types';
import { EVENT_RULES, MAYBE_AFTER, MAYBE_BEFORE, MAYBE_INSIDE, NEGATED_BEFORE, NOT_HERE } from '../data/events';

interface Found {
  readonly kind: 'grave' | 'harm';
  readonly type?: AccidentType;
  readonly quote: string;
}

const EVENTS = EVENT_RULES.map((rule) => ({ ...rule, pattern: new RegExp(rule.pattern.source, 'g') }));

/** Events the text asserts to have happened: not possible, not denied. */
export const assertedEvents = remember((text: string): readonly Found[] => {
  const found: Found[] = [];
  for (const rule of EVENTS) {
    const pattern = rule.pattern;
    pattern.lastIndex = 0;
    for (let m = pattern.exec(text), n = 0; m !== null && n < 8; m = pattern.exec(text), n += 1) {
      if (m[0].length === 0) break;
      const before = text.slice(Math.max(0, m.index - 16), m.index);
      const after = text.slice(m.index + m[0].length, m.index + m[0].length + 12);
      if (MAYBE_BEFORE.test(before) || NEGATED_BEFORE.test(before) || MAYBE_AFTER.test(after) || MAYBE_INSIDE.test(m[0])) continue;
      found.push({ kind: rule.kind, type: rule.type, quote: m[0] });
      break;
    }
  }
  return found;
});

/** Reasons to think that what is told did not happen here and now, by name. */
export const notHere = remember((text: string): readonly string[] =>
  NOT_HERE.filter((row) => row.pattern.test(text)).map((row) => row.name),
);
