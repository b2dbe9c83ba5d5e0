import type { CorpusIntent } from '../types';
import { GRAVE, HAZARD_WORDS, HURT, NEAR_MISS, WRONG } from './words';
import { NOBODY_HURT } from './people';
import { refIn } from './slots';

/** One way an English message shows what it is; the first row that fits counts. */
interface Row {
  readonly intent: CorpusIntent;
  readonly example: string;
  readonly all: readonly RegExp[];
  readonly not?: RegExp;
  /** Whether the message must name a case. */
  readonly ofCase?: true;
}

const SHIFT_OR_DUTY = /\b(?:shift|duty|turn|night|watch)s?\b/i;

/** What English messages are, from the plainest on. */
export const ENGLISH_ROWS: readonly Row[] = [
  { intent: 'help', example: 'what can you do', all: [/^(?:help|what can you do|how (?:do|can|to)\b.*)/i] },
  {
    intent: 'notice.ack',
    example: 'Noted with thanks',
    all: [
      /^(?:ok(?:ay)?[,. ]*)?(?:well )?(?:received|noted|got it|understood|roger(?: that)?|copy(?: that)?|acknowledged|thanks,? got it|read it)(?: with thanks)?(?:[,. ]*(?:thanks?(?: you)?|sir|boss|all))?(?:[.!]*|[,.]? (?:i )?will (?:do|brief|tell|pass|inform)\b.{0,40})$/i,
    ],
  },
  {
    intent: 'accident.update',
    example: 'update on the berth 6 case: one more man injured',
    not: /\?\s*$/,
    all: [
      /\b(?:update|follow[- ]?up|correction|latest|supplement|SG-?\d+)\b|\b(?:case|accident|collapse|fire|leak|explosion)\s?:|\bdeath toll\b|\bany ?more\b|\bnow (?:\d+|one|two|three) dead\b|\b(?:second|third|last|the|that|one of the) (?:\w+ )?(?:man|guy|worker|driver|guest|victim|patient|welder|painter|cook|student|boy|girl)s? (?:is|was|has|are|have)\b/i,
      /\b(?:dead|died|passed away|injur\w+|hospital|trapped|missing|rescued|got out|pulled out|dug out|is out|are out|found|alive|surgery|stable|serious\w*|discharged|broken|fractur\w+)\b/i,
    ],
  },
  {
    intent: 'hazard.query',
    example: 'any news on #12?',
    ofCase: true,
    all: [/\b(?:status|progress|update|how is|what about|any news|fixed yet|who is)\b|\?\s*$/i],
  },
  {
    intent: 'hazard.query',
    example: 'any progress on my report?',
    all: [/\b(?:status|any news|progress|update)\b.*\b(?:report|hazard)\b|\bmy report\b.*\?/i],
  },
  { intent: 'none', example: 'fire drill at ten', all: [/\bdrill\b|\bexercise\b/i] },
  {
    intent: 'duty.handover',
    example: 'shift handed over to Chen Bo',
    all: [/\b[Hh](?:and(?:ed|ing)? over|andover)\b/, /\b(?:shift|duty|watch)\b|\bto [A-Z]/],
  },
  {
    intent: 'duty.swap',
    example: 'can I swap my shift with Ana',
    all: [/\b(?:swap|exchange|switch|trade)(?:ping|ing)?\b/i, SHIFT_OR_DUTY],
  },
  {
    intent: 'duty.leave',
    example: "can't make my shift tomorrow",
    all: [
      /\b(?:can'?t|cannot|can not|won'?t be able to|unable to)\b.{0,24}\b(?:shift|duty|come in|work)\b|\b(?:can'?t|cannot|unable to) cover\b|\b(?:sick|leave|day off)\b.{0,20}\b(?:shift|duty|today|tomorrow)\b/i,
    ],
  },
  {
    intent: 'hazard.progress',
    example: '#12 passed re-inspection',
    ofCase: true,
    all: [/\b(passed|failed)\b.{0,16}\b(?:re-?inspection|re-?check|verification|check)\b/i],
  },
  {
    intent: 'hazard.progress',
    example: '#56 done, new guard installed',
    ofCase: true,
    all: [/\b(?:fixed|repaired|replaced|installed|done|completed|rectified)\b/i],
  },
  {
    intent: 'hazard.progress',
    example: 'the railing has been fixed',
    all: [/^(?:it'?s |the |that )?.{0,30}\b(?:has been|is|was|are) (?:fixed|repaired|replaced)\b/i],
  },
  {
    intent: 'duty.checkin',
    example: 'checked in, gate 4',
    not: /who|\?/i,
    all: [
      /\b(?:on duty|shift on post|(?:checking|check(?:ed)?|clocking|clock(?:ed)?|signing|sign(?:ed)?) in|(?:starting|start of) (?:my |the )?(?:(?:night|day|morning|evening) )?(?:shift|watch)|(?:reporting|here) for (?:duty|work|(?:my |the )?(?:(?:night|day|morning|evening) )?shift)|on shift(?: now)?|taking over (?:the )?(?:shift|watch))\b/i,
    ],
  },
  {
    intent: 'duty.checkin',
    example: 'signing off, all quiet',
    all: [
      /\b(?:off duty|off shift|(?:checking|check(?:ed)?|clocking|clock(?:ed)?|signing|sign(?:ed)?) out|end of (?:my |the )?shift|signing off|shift (?:is )?(?:over|done|finished|ended)|(?:done|finished) (?:for (?:the day|today|tonight|the night)|(?:my |the )?shift)|heading home)\b/i,
    ],
  },
  {
    intent: 'duty.query',
    example: 'who is on duty tonight',
    all: [/\bwho(?:'s| is| will be)? (?:is )?on (?:duty|call|shift|watch)\b|\b(?:when )?am i on (?:duty|call|shift)\b/i],
  },
  {
    intent: 'inspection.clear',
    example: 'round done, no hazards found',
    all: [/\b(?:no (?:hazards?|problems?|issues?|findings?)(?: found)?|all clear|nothing (?:found|wrong))\b/i],
  },
];

/** Whether an English text tells of an accident that has happened. */
const isAccident = (text: string): boolean => HURT.test(text) && !NEAR_MISS.test(text) && !(NOBODY_HURT.test(text) && !GRAVE.test(text));

/** What an English message is by the rules. */
export function ruledIntent(text: string): CorpusIntent {
  const ref = refIn(text);
  const row = ENGLISH_ROWS.find(
    ({ all, not, ofCase }) => (ofCase !== true || ref !== null) && all.every((one) => one.test(text)) && not?.test(text) !== true,
  );
  if (row !== undefined) return row.intent;
  if (isAccident(text)) return 'accident.report';
  if (/^(?:i )?suggest|^(?:a )?suggestion/i.test(text)) return 'suggestion.submit';
  const about = HAZARD_WORDS.some((one) => one.pattern.test(text)) || /\b(?:hazard|dangerous|unsafe)\b/i.test(text);
  return WRONG.test(text) && about ? 'hazard.report' : 'none';
}
