import { TALK_RULES, THING_ENDINGS, WEAK_SIGNS } from '../data/talk';
import { notHere } from './events';
import type { Candidate, Reader } from './context';
import { readItems } from './items';
import { mayNamePlace } from './place';
import { hasSpecificSign, hazardWeight } from './signs';
import { personAfter } from '../slots/person';
import type { HazardItem } from '../types';
import { ANONYMOUS, NAMED } from './says';

/** The rows of talk that fit, added up. */
function talkWeight(text: string): number {
  let sum = 0;
  for (const rule of TALK_RULES) if (rule.pattern.test(text)) sum += rule.weight;
  return sum;
}

/**
 * Somebody tells of an unsafe condition or act. Strong signs alone are enough; weak ones («没», «悬», «堆») need a thing or a place;
 * talk (news, praise, lessons, home) takes away.
 */
export function hazardReport(reader: Reader): Candidate | null {
  const { text } = reader;
  // «我要报隐患»: what and where are asked next
  if (/^(?:我要|我想|要|想)?(?:上报|报告?|举报|反映)?(?:个|一个|一下|一条)?(?:安全)?隐患$/.test(reader.compact))
    return toldHazard(reader, 0.8);
  const taught = reader.lexicon.phrases.some(
    (p) => p.phrase !== '' && (p.means.kind === 'hazardWord' || p.means.kind === 'cause') && text.includes(p.phrase),
  );
  const strong = hazardWeight(text) + (taught ? 5 : 0);
  const weak = WEAK_SIGNS.reduce((n, sign) => n + (sign.test(text) ? 1 : 0), 0);
  const known = reader.tokens.filter((t) => (t.domains?.length ?? 0) > 0).length;
  const things = known + (THING_ENDINGS.test(text) ? 0.7 : 0);
  const anonymous = ANONYMOUS.test(text);
  if (strong === 0 && weak === 0 && known === 0) return null;
  const placed = mayNamePlace(reader);
  if (strong === 0 && things === 0 && !placed) return null;
  let score =
    Math.min(0.62, strong * 0.15) + Math.min(0.3, weak * 0.09) + Math.min(things, 2) * 0.12 + (placed ? 0.18 : 0) + (anonymous ? 0.25 : 0);
  // a broken thing that is no thing of a workplace («大饼又破了») is a manner of speaking
  if (known === 0 && !placed && !THING_ENDINGS.test(text) && strong < 4 && !hasSpecificSign(text)) score *= 0.62;
  if (/隐患|举报|反映(?!一下你)|上报|违章|三违/.test(text)) score += 0.1;
  score = Math.min(0.92, score);
  const talk = talkWeight(text);
  const asks = /[?]\s*$|(?:吗|呢|么)\s*$/.test(text.trim());
  if (talk === 0 && !asks && text.length >= 7) score += known > 0 ? 0.2 : placed ? 0.14 : 0;
  const away = notHere(text);
  score -= talk * (strong >= 4 && placed ? 0.6 : 1);
  if (away.includes('drill') && !/发现|没有?组织|从来|没搞|从没|不搞|没演/.test(text)) score -= 0.7;
  if (away.includes('elsewhere')) score -= 0.5;
  if (away.includes('past') && !/现在|至今|一直|还(?:没|在|是)|到(?:现在|今)/.test(text)) score -= 0.4;
  if (/^[^,。]{0,14}(?:吗|么|呢|不|没)?[?]\s*$/.test(text.trim()) && strong < 4) score -= 0.25;
  if (score <= 0.1) return null;
  return toldHazard(reader, score);
}

/** A report of the faults of the message, with what it says of its author. The faults are worked out when they are asked for: most messages are no report. */
export function toldHazard(reader: Reader, score: number): Candidate {
  const { text } = reader;
  const other = personAfter(text, '(?:替|帮|代)(?:着)?');
  const behalf = other !== undefined && /(?:替|帮|代)[^,。]{1,6}(?:报|反映|举报|说一)/.test(text) ? { onBehalfOf: other } : {};
  return {
    intent: {
      name: 'hazard.report',
      get items(): readonly HazardItem[] {
        return readItems(reader);
      },
      ...behalf,
      ...(ANONYMOUS.test(text) ? { anonymous: true } : NAMED.test(text) ? { anonymous: false } : {}),
    },
    score,
  };
}
