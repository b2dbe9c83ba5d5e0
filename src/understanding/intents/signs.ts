import { HAZARD_SIGNS } from '../data/hazardSigns';
import { WEAK_SIGNS } from '../data/talk';
import { remember } from '../text/remember';

/** Signs that only a workplace gives; a broken or growing thing may be anything. */
const SPECIFIC_SIGNS = new Set([
  'broken',
  'missing',
  'notDone',
  'act',
  'sense',
  'passive',
  'untaught',
  'fatigue',
  'locked',
  'notWorking',
  'cannot',
  'pile',
]);

/** Whether a text has a sign that is said of workplaces only. */
export function hasSpecificSign(text: string): boolean {
  return HAZARD_SIGNS.some((sign) => SPECIFIC_SIGNS.has(sign.name) && sign.pattern.test(text));
}

/** What a clause is afraid of or wants to prevent has not happened: «省得打瞌睡出事». */
const PURPOSE = /(?:省得|免得|以免|以防|避免|防止|预防|为了防|杜绝|好防)[^,。;!?\n]*/g;

/** The sum of the weights of the signs of a hazard in a stretch of text. */
export const hazardWeight = remember((whole: string): number => {
  const text = whole.replace(PURPOSE, '');
  let sum = 0;
  for (const sign of HAZARD_SIGNS) if (sign.pattern.test(text)) sum += sign.weight;
  return sum;
});

/** Whether anything in a stretch of text sounds like a fault. */
export const soundsWrong = (text: string): boolean => hazardWeight(text) >= 1 || WEAK_SIGNS.some((sign) => sign.test(text));
