import type { Cause, AccidentType } from '../../domain/hazard/types';
import { readCasualties } from '../slots/casualties';
import { addDays, civil, weekday } from '../time/civil';
import { findTimes, timeSlot } from '../time/times';
import type { Casualties, HazardItem } from '../types';
import type { Candidate, Reader } from './context';

const HAZARD: readonly { readonly pattern: RegExp; readonly cause: Cause; readonly type: AccidentType; readonly example: string }[] = [
  {
    pattern: /\b(?:blocked|slippery|wet|spill\w*|oil on|ice|dark|clutter\w*|obstruct\w*)\b/i,
    cause: 'environment',
    type: 'other',
    example: 'floor is slippery',
  },
  {
    pattern: /\b(?:wires?|cable|socket|electric\w*|panel|switchboard|breaker)\b/i,
    cause: 'equipment',
    type: 'electric_shock',
    example: 'exposed wires at the panel',
  },
  {
    pattern: /\b(?:extinguisher|hydrant|fire (?:exit|door|alarm)|emergency (?:exit|light)|smok(?:ing|e)|flammable|sprinkler)\b/i,
    cause: 'equipment',
    type: 'fire',
    example: 'fire extinguisher expired',
  },
  {
    pattern: /\b(?:helmet|hard hat|harness|goggles|ppe|gloves|seat ?belt)\b/i,
    cause: 'violation',
    type: 'fall',
    example: 'no harness on the scaffold',
  },
  { pattern: /\b(?:forklift|truck|brakes?|speeding|vehicle)\b/i, cause: 'equipment', type: 'vehicle', example: 'forklift brakes are bad' },
  {
    pattern: /\b(?:guard|press|machine|conveyor|e-?stop|emergency stop|gear|belt)\b/i,
    cause: 'equipment',
    type: 'machinery',
    example: 'machine guard missing',
  },
  {
    pattern: /\b(?:scaffold\w*|railing|handrail|guardrail|ladder|edge|opening|manhole)\b/i,
    cause: 'equipment',
    type: 'fall',
    example: 'railing is loose',
  },
  { pattern: /\b(?:crane|hoist|sling|hook|lifting)\b/i, cause: 'equipment', type: 'lifting', example: 'crane hook latch broken' },
  {
    pattern: /\b(?:gas|leak\w*|ammonia|chlorine|fumes?|chemical|solvent)\b/i,
    cause: 'equipment',
    type: 'poisoning',
    example: 'gas leak in boiler room',
  },
  { pattern: /\b(?:life ?(?:rings?|jackets?|buoys?)|pool|dock|quay)\b/i, cause: 'equipment', type: 'drowning', example: 'no life rings' },
  { pattern: /\b(?:weld\w*|grind\w*|cutting torch|hot work)\b/i, cause: 'violation', type: 'fire', example: 'welding without screens' },
  { pattern: /\b(?:drain|cover|grating|hole|pit)\b/i, cause: 'equipment', type: 'fall', example: 'drain cover broken' },
  {
    pattern: /\b(?:eye ?wash|emergency shower|safety shower)\b/i,
    cause: 'equipment',
    type: 'burn',
    example: 'emergency shower has no water',
  },
  {
    pattern: /\b(?:fire pump|diesel tank|pressure gauge|safety valve|relief valve|cylinders?)\b/i,
    cause: 'equipment',
    type: 'other_explosion',
    example: 'pressure gauge stuck at zero',
  },
  {
    pattern: /\b(?:horn|beeper|drivers?|driving)\b/i,
    cause: 'violation',
    type: 'vehicle',
    example: 'driver is texting',
  },
  { pattern: /\b(?:dust|noise|noisy|heat|ventilation|glare|smell\w*)\b/i, cause: 'occupational', type: 'other', example: 'too much dust' },
];
const WRONG =
  /\b(?:broken|leak\w*|missing|expired|exposed|loose|damaged?|blocked|cracked?|slippery|no|not (?:working|wearing)|without|doesn'?t|isn'?t|faulty|unsafe|hazard|dangerous|bad|rust\w*|smoking|spark\w*|overload\w*|worn|bare|stuck|unguarded|spill\w*|speeding|almost|nearly|near miss|expos\w*|open|empty|unlocked|blocking|sleeping|drunk|overdue|dead|zero|chained|padlocked|wedged|propped|shut|peeling|unbearable|glare|smells?|texting|(?:using|on) (?:his|her|their) phones?|too (?:much|loud|hot|dark|strong|thick))\b/i;
const HURT =
  /\b(?:injured|hurt|died|(?<!\b(?:horn|fan|batter\w+|lights?|lamp|phone|motor|pump|alarm|radio|siren|detector|beeper|engine)s? (?:is |are |was |has been |have been |went )?)dead|killed|explosion|exploded|collapsed|trapped|electrocuted|(?:on|caught) fire|fire (?:in|at|on|broke out)|fell (?:from|off|down)|unconscious|bleeding|burn(?:ed|t)|accident (?:happened|at|in)|(?<=\b(?:he|she|him|her|they|man|men|woman|workers?|drivers?|operators?|guys?|people|person|legs?|arms?|hands?|foot|feet|fingers?)\b.{0,24})(?:pinned|crushed|buried|run over by|hit by (?:a|an|the))|severed|amputat\w+|passed out|fainted|drown(?:ed|ing)|overturned|tipped over|rolled over|(?:broke|broken|cut) (?:his|her|an?|the) (?:arm|leg|wrist|finger|hand|ankle|foot|hip|rib)s?)\b/i;

const GRAVE = /\b(?:explosion|exploded|collapsed|(?:on|caught) fire|fire (?:in|at|on|broke out))\b/i;
const WEEKDAYS: readonly string[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** The days an English text names, in its order: today, tonight, tomorrow, the next «Sunday», «next Monday» of the week after. */
function daysIn(text: string, now: number): string[] {
  const today = civil(now).day;
  return [...text.matchAll(/\b(today|tonight|tomorrow)\b|\b(next\s+)?(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b/gi)].map(
    (m) => {
      if (m[3] === undefined) return /tomorrow/i.test(m[0]) ? addDays(today, 1) : today;
      const wanted = WEEKDAYS.indexOf(m[3].toLowerCase()) + 1;
      const ahead = wanted - weekday(today);
      return addDays(today, m[2] !== undefined ? ahead + 7 : ahead < 0 ? ahead + 7 : ahead);
    },
  );
}

const NAME = /[A-Z][a-z]+(?:\s[A-Z][a-z]+)?/.source;

/** The words of an accident in an English text; empty when there are none. */
export function englishAccidentWords(text: string): string[] {
  const m = HURT.exec(text);
  return m === null ? [] : [m[0]];
}

const COUNT = '(\\d{1,2}|one|two|three|four|five|six|both)';
const OF_PEOPLE = '(?:\\s(?:of\\s)?(?:the\\s)?(?:people|persons?|workers?|men|man|women|woman|guys?|drivers?|operators?|them))?';
const NUMBERS: Readonly<Record<string, number>> = { one: 1, two: 2, both: 2, three: 3, four: 4, five: 5, six: 6 };
const countedBefore = (words: string): RegExp =>
  new RegExp(`(?:${COUNT}${OF_PEOPLE}\\s(?:(?:are|is|was|were|got|still)\\s){0,2})?(?:${words})\\b`, 'i');
/** Whom an English text tells to be held or hurt: a number before the word, else one. */
export const HELD_OR_HURT: readonly { readonly field: 'trapped' | 'injuries'; readonly pattern: RegExp; readonly example: string }[] = [
  {
    field: 'trapped',
    pattern: countedBefore("trapped|pinned|buried|stuck (?:in|under|inside)|can'?t get (?:him|her|them) out"),
    example: 'driver is pinned under the mast',
  },
  {
    field: 'injuries',
    pattern: countedBefore('injured|hurt|burn(?:ed|t)|bleeding|unconscious|fainted|passed out|broke'),
    example: 'two workers injured',
  },
];

function peopleHurt(text: string): Pick<Casualties, 'trapped' | 'injuries'> {
  const found: { trapped?: number; injuries?: number } = {};
  for (const { field, pattern } of HELD_OR_HURT) {
    const m = pattern.exec(text);
    if (m !== null) found[field] = m[1] === undefined ? 1 : (NUMBERS[m[1].toLowerCase()] ?? Number(m[1]));
  }
  return found;
}

/** Messages in English, at the level of the main intents. Null when the message is not English. */
export function english(reader: Reader): Candidate | null {
  const text = reader.text.trim();
  if (/[\u4e00-\u9fff]/.test(text) || !/[A-Za-z]{2,}/.test(text)) return null;
  const has = (pattern: RegExp): boolean => pattern.test(text);
  if (has(/^(?:help|what can you do|how (?:do|can|to)\b.*)/i)) return { intent: { name: 'help' }, score: 0.9 };
  if (has(/^(?:hi|hello|hey|good (?:morning|afternoon|evening))\b[.!]*$/i)) return { intent: { name: 'greeting' }, score: 0.9 };
  if (
    has(
      /^(?:ok(?:ay)?[,. ]*)?(?:received|noted(?: with thanks)?|got it|understood|roger(?: that)?|copy(?: that)?|acknowledged|thanks,? got it)(?:[.!]*|[,.]? (?:i )?will (?:do|brief|tell|pass|inform)\b.{0,40})$/i,
    )
  )
    return { intent: { name: 'notice.ack' }, score: 0.92 };
  const ref = /\b(?:YH-\d+-\d+|#\d+)|\b(?:no\.?|number|case)\s*(\d+)/i.exec(text);
  const number = ref === null ? undefined : (ref[1] ?? ref[0].replace('#', ''));
  if (number !== undefined && has(/\b(?:status|progress|update|how is|what about|any news|fixed yet|who is)\b|\?\s*$/i))
    return { intent: { name: 'hazard.query', ref: number }, score: 0.92 };
  if (has(/\b(?:status|any news|progress|update)\b.*\b(?:report|hazard)\b|\bmy report\b.*\?/i))
    return { intent: { name: 'hazard.query', ref: number ?? null }, score: 0.85 };
  if (has(/\bdrill\b|\bexercise\b/i)) return { intent: { name: 'none' }, score: 0.8 };
  const handed = new RegExp(`\\b[Hh](?:and(?:ed|ing)? over|andover)\\b(?:[^.,]{0,24}?\\bto (${NAME}))?`).exec(text);
  if (handed !== null && has(/\b(?:shift|duty|to [A-Z])/)) {
    const rest = text.slice(handed.index + handed[0].length).replace(/^[\s,.;:-]+/, '');
    return { intent: { name: 'duty.handover', to: handed[1] ?? null, ...(rest.length > 1 ? { remarks: rest } : {}) }, score: 0.92 };
  }
  const shift = daysIn(text, reader.now);
  if (has(/\b(?:swap|exchange|switch|trade)\b/i) && has(/\b(?:shift|duty|turn)s?\b/i)) {
    const other = new RegExp(`\\bwith (${NAME})`).exec(text)?.[1] ?? null;
    return { intent: { name: 'duty.swap', date: shift[0] ?? null, with: other, theirDate: shift[1] ?? null }, score: 0.92 };
  }
  if (
    has(/\b(?:can'?t|cannot|can not|won'?t be able to|unable to)\b.{0,24}\b(?:shift|duty|come in|work)\b/i) ||
    has(/\b(?:can'?t|cannot|unable to) cover\b/i) ||
    has(/\b(?:sick|leave|day off)\b.{0,20}\b(?:shift|duty|today|tomorrow)\b/i)
  )
    return { intent: { name: 'duty.leave', date: shift[0] ?? null }, score: 0.85 };
  const verified = /\b(passed|failed)\b.{0,16}\b(?:re-?inspection|re-?check|verification|check)\b/i.exec(text)?.[1];
  if (number !== undefined && verified !== undefined)
    return {
      intent: { name: 'hazard.act', action: /passed/i.test(verified) ? 'verifyPass' : 'verifyFail', ref: number, text },
      score: 0.9,
    };
  if (
    has(/\b(?:fixed|repaired|replaced|installed|done|completed|rectified)\b/i) &&
    (number !== undefined || has(/^(?:it'?s |the |that )?.{0,30}\b(?:has been|is|was|are) (?:fixed|repaired|replaced)\b/i))
  ) {
    return { intent: { name: 'hazard.act', action: 'rectify', ref: number ?? null, text }, score: 0.85 };
  }
  if (
    has(
      /\b(?:on duty|shift on post|(?:checking|check(?:ed)?|clocking|clock(?:ed)?|signing|sign(?:ed)?) in|(?:starting|start of) (?:my |the )?(?:(?:night|day|morning|evening) )?shift|(?:reporting|here) for (?:duty|work|(?:my |the )?(?:(?:night|day|morning|evening) )?shift)|on shift(?: now)?|taking over (?:the )?(?:shift|watch))\b/i,
    ) &&
    !has(/who|\?/i)
  )
    return { intent: { name: 'duty.checkin', kind: 'on' }, score: 0.9 };
  if (
    has(
      /\b(?:off duty|(?:checking|check(?:ed)?|clocking|clock(?:ed)?|signing|sign(?:ed)?) out|end of (?:my |the )?shift|signing off|shift (?:is )?(?:over|done|finished|ended)|(?:done|finished) (?:for (?:the day|today|tonight)|(?:my |the )?shift)|heading home)\b/i,
    )
  )
    return { intent: { name: 'duty.checkin', kind: 'off' }, score: 0.9 };
  if (has(/\bwho(?:'s| is| will be)? (?:is )?on (?:duty|call|shift)\b|\b(?:when )?am i on (?:duty|call|shift)\b/i))
    return {
      intent: { name: 'duty.query', who: has(/\bam i\b/i) ? 'me' : 'anyone', date: daysIn(text, reader.now)[0] ?? null },
      score: 0.9,
    };
  if (has(/\b(?:no (?:hazards?|problems?|issues?)(?: found)?|all clear|nothing found)\b/i)) {
    const level = has(/\b(?:whole|entire) (?:plant|site|factory|company)\b|\bplant[- ]wide\b/i)
      ? 'plant'
      : has(/\bworkshop\b/i)
        ? 'workshop'
        : has(/\b(?:our|my) (?:team|crew|gang)\b|\bteam\b/i)
          ? 'team'
          : has(/\bmy (?:own )?(?:work ?station|station|machine|post|truck|forklift|area)\b/i)
            ? 'post'
            : null;
    return { intent: { name: 'inspection.clear', level }, score: 0.9 };
  }
  const near = has(/\b(?:almost|nearly|could have|might|may|near miss)\b/i);
  const rows = HAZARD.filter((row) => row.pattern.test(text));
  const unhurt = has(/\bno ?(?:one|body) (?:was |is |got )?(?:hurt|injured)\b|\bno (?:injur\w+|casualt\w+)\b/i);
  if (has(HURT) && !near && !(unhurt && !has(GRAVE))) {
    const dead = /(\d+|one|two|three) (?:people |workers? |men )?(?:died|dead|killed)/i.exec(text);
    const count =
      dead?.[1] === undefined ? readCasualties(text).deaths : ({ one: 1, two: 2, three: 3 }[dead[1].toLowerCase()] ?? Number(dead[1]));
    const time = findTimes(text, reader.now, 'past').find((t) => t.minute !== undefined);
    const type: AccidentType = has(/explo/i)
      ? 'other_explosion'
      : has(/fire|burn/i)
        ? 'fire'
        : has(/fell/i)
          ? 'fall'
          : has(/electrocut/i)
            ? 'electric_shock'
            : has(/collaps/i)
              ? 'collapse'
              : (rows[0]?.type ?? 'other');
    return {
      intent: {
        name: 'accident.report',
        ...(time === undefined ? {} : { occurredAt: timeSlot(time) }),
        location: placeOf(text),
        accidentType: [type],
        ...(count === undefined || !Number.isFinite(count) ? {} : { deaths: count }),
        ...(unhurt ? { injuries: 0 } : peopleHurt(text)),
      },
      score: 0.85,
    };
  }
  if (has(/^(?:i )?suggest|^(?:a )?suggestion/i)) return { intent: { name: 'suggestion.submit', text }, score: 0.85 };
  if (!has(WRONG) || (rows.length === 0 && !has(/\b(?:hazard|dangerous|unsafe)\b/i))) return { intent: { name: 'none' }, score: 0.3 };
  const told = text
    .split(/[.;\n]\s+|\n|(?:^|\s)\(?\d{1,2}[.)]\s+/)
    .map((part) => part.trim().replace(/[.;]$/, ''))
    .filter((part) => WRONG.test(part) && HAZARD.some((row) => row.pattern.test(part)));
  const seen = seenOn(text, reader.now);
  let place = placeOf(text);
  const items = (told.length > 1 ? told : [text]).map((part): HazardItem => {
    const item = itemOf(part);
    place = item.location ?? place;
    return { ...item, location: place, ...(seen === undefined ? {} : { observedAt: seen }) };
  });
  return {
    intent: {
      name: 'hazard.report',
      items,
      ...(has(/anonym|\b(?:don'?t|do not) (?:use|mention|give) my name/i) ? { anonymous: true } : {}),
    },
    score: 0.85,
  };
}

/** The day something was seen, where an English text tells it. */
function seenOn(text: string, now: number): string | undefined {
  const today = civil(now).day;
  if (/\b(?:yesterday|last night)\b/i.test(text)) return addDays(today, -1);
  return /\b(?:today|this (?:morning|afternoon|evening)|tonight|just now)\b/i.test(text) ? today : undefined;
}

/** One fault of an English report: each sentence that tells of one is its own. */
function itemOf(text: string): HazardItem {
  const rows = HAZARD.filter((row) => row.pattern.test(text));
  const acts = /\b(?:speeding|smoking|sleeping|drunk|without|not wearing|no helmet|running)\b/i.test(text);
  const causes = rows.map((row) => row.cause);
  return {
    text,
    location: placeOf(text),
    cause: acts ? ['violation', ...causes.filter((cause) => cause !== 'violation')] : causes.length > 0 ? causes : ['equipment'],
    accidentType: rows.map((row) => row.type),
    ...(/\bstop (?:work|production)|evacuat/i.test(text) ? { severity: 'major' as const } : {}),
    fixedOnSpot: /\b(?:already|just|i) (?:fixed|cleaned|replaced|closed|removed)\b/i.test(text),
  };
}

/** «Dock 4: …» names its place first; else it stands behind a word like «in» or «at». */
function placeOf(text: string): { text: string } | null {
  const first = /^([A-Za-z][A-Za-z0-9#-]*(?:\s[A-Za-z0-9#-]+){0,3})\s?:\s/.exec(text);
  if (first?.[1] !== undefined && !/^(?:hazard|report|note|anonymous|fyi|hi|hello|heads up|attention|warning|caution)$/i.test(first[1]))
    return { text: first[1] };
  const named =
    /\b(?:at|in|on|near|inside|outside|by)\s+(?:the\s+)?((?:tank|level|pump|gate|bay|line)\s[A-Z0-9][A-Za-z0-9-]*(?:\sof\s[A-Z][A-Za-z]*\s[A-Z0-9]+)?)(?![a-z])/.exec(
      text,
    );
  if (named?.[1] !== undefined) return { text: named[1] };
  const m =
    /\b(?:at|in|on|near|inside|outside|by|through|behind|along)\s+(?:the\s+)?((?:(?!(?:at|in|on|of|near|inside|outside|by|is|are|the)\b)[A-Za-z0-9#\-]+\s){0,4}?(?:workshop|stairwell|stairway|hallway|room|floor|line|gate|warehouse|area|building|roof|stairs?|corridor|canteen|kitchen|dock|yard|site|plant|bay|zone|tunnel|ward|lobby|elevator|basement|office|deck|berth|shop|store|storeroom|storage|level|station|house|pit|tank farm|silo|hall|entrance|exit|aisle|platform|tower|block|unit|cell|lab|laboratory|garage|parking lot|quay|wharf|pier|street|road|substation|mill|furnace)(?:\s?(?:no\.?\s?)?[0-9]+|\s[A-Z](?![a-z]))?(?:\s(?:of|in)\s(?:the\s)?(?:[A-Za-z0-9]+\s)?(?:building|block|workshop|plant|warehouse|site)(?:\s[A-Z0-9]+)?)?)\b/i.exec(
      text,
    );
  return m?.[1] === undefined ? null : { text: m[1].trim() };
}
