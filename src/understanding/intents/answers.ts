import { pattern } from '../data/words';
import type { Dialogue, Intent } from '../types';
import type { HazardAction } from '../../domain/hazard/types';
import { parseNumber } from '../text/numbers';
import { readGrade } from '../slots/grade';
import { PERSON } from '../slots/person';
import { readRef } from '../slots/ref';
import { findTimes, timeSlot } from '../time/times';
import { asWritten, normalize } from '../text/normalize';
import type { Reader } from './context';
import { makeItem } from './items';
import { choosePlace } from './place';
import { ANONYMOUS } from './says';
import { isBeside } from './sites';

const YES =
  /^(?:对|是|嗯+|好|行|可以|没错|对的|是的|对对|就是|确认|确定|要得|中|得|ok|yes|y|好的|对头|是啊|对啊|成)(?:[的了吧啊呀哦呢]|就(?:这|是)[^,。]{0,4})*[!。,]*$/i;
const NO = /^(?:不|不是|不对|没有|否|错了|不行|no|n|都不是)(?:[的了吧啊呀哦,。!]|这个|那个)*$/i;
const CANCEL =
  /^(?:算了|不(?:报|说|弄|要)了|取消|撤销|当我没说|没事了|先不(?:说|弄|报)了?|停|退出|cancel|不用了)(?:[吧啊了哈,。!]|不报了)*$/i;
const SECOND = /^(?:是|就|选|要)?(?:第)?\s?(\d{1,2}|[一二三四五六七八九十两])\s?(?:个|条|项|号|种)?(?:的)?(?:吧|啊|。)?$/;
const UNKNOWN = /^(?:不知道|不清楚|不晓得|说不(?:清|上来)|忘了|没注意|不确定)[啊了呢,。]*$/;

/** The live dialogue, or null when there is none or it has expired. */
export function liveDialogue(dialogue: Dialogue | null, now: number): Dialogue | null {
  return dialogue === null || !(dialogue.expiresAt > now) ? null : dialogue;
}

function optionOf(reader: Reader, options: readonly string[]): string | undefined {
  const compact = reader.compact;
  const full = options.find((o) => compact.toUpperCase().includes(o.toUpperCase()));
  if (full !== undefined) return full;
  const last = /^(?:最后|最下面|最末)(?:那)?(?:一)?(?:个|条)?$/.test(compact);
  if (last) return options[options.length - 1];
  const m = SECOND.exec(compact);
  const value = m?.[1] === undefined ? undefined : parseNumber(m[1]);
  if (value !== undefined && value >= 1 && value <= options.length && /个|条|第|^[一二三四五六七八九十两\d]$/.test(compact))
    return options[value - 1];
  const ref = readRef(reader.text) ?? (/^\d{1,6}号?$/.test(compact) ? compact.replace('号', '') : undefined);
  return ref === undefined ? undefined : options.find((o) => Number(/(\d+)$/.exec(o)?.[1]) === Number(ref));
}

/**
 * The message as the answer to the question asked; null when it is none. Called only after it is settled that the message is
 * not clearly something new.
 */
export function readAnswer(reader: Reader, dialogue: Dialogue): Intent | null {
  const asked = dialogue.asked;
  if (asked === undefined) return null;
  const text = reader.normal.raw.trim();
  if (text === '') return null;
  const ref = asked.ref ?? dialogue.draftRef ?? dialogue.lastRef ?? null;
  if (CANCEL.test(reader.compact))
    return {
      name: 'hazard.act',
      action: dialogue.draftRef !== undefined || asked.kind === 'where' || asked.kind === 'what' ? 'withdraw' : 'undo',
      ref,
    };
  const act = (action: HazardAction, more: { text?: string; person?: string; until?: string } = {}): Intent => ({
    name: 'hazard.act',
    action,
    ref,
    ...more,
  });
  switch (asked.kind) {
    case 'where': {
      if (UNKNOWN.test(reader.compact)) return { name: 'hazard.supplement', text };
      const said = text
        .replace(/^(?:不是|不对)[,，\s]*(?:是|在)?/, '')
        .replace(/^(?:就)?(?:是)?在/, '')
        .replace(/[。!！,，]+$/, '');
      const place = choosePlace(reader, 0, reader.text.length) ?? { text: said };
      const item = makeItem(reader, { start: 0, end: reader.text.length }, place, true);
      return { name: 'hazard.supplement', text, item: { ...item, location: item.location ?? place }, correct: 'place' };
    }
    case 'what':
      return {
        name: 'hazard.supplement',
        text,
        item: makeItem(reader, { start: 0, end: reader.text.length }, null, true),
        correct: 'what',
        ...(ANONYMOUS.test(reader.text) ? { anonymous: true } : {}),
      };
    case 'text': {
      const graded = asked.field === 'grade' ? readGrade(text) : null;
      if (graded === null) return act(asked.action, { text });
      const { grade, rest } = graded;
      return { name: 'hazard.act', action: asked.action, ref, grade, ...(rest === '' ? {} : { text: rest }) };
    }
    case 'reason':
      return act(asked.action, { text });
    case 'until': {
      const time = findTimes(reader.text, reader.now, 'future', true).pop();
      return time === undefined ? act(asked.action, { text }) : act(asked.action, { text, until: timeSlot(time) });
    }
    case 'whom': {
      const person =
        pattern(`(?:给|派|让|由|请|找|是)?(${PERSON})`).exec(reader.text)?.[1] ??
        (/^[\u4e00-\u9fff]{2,4}$/.test(reader.compact) ? reader.compact : undefined);
      const time = findTimes(reader.text, reader.now, 'future', true)[0];
      return act(asked.action, {
        text,
        ...(person === undefined ? {} : { person }),
        ...(time === undefined ? {} : { until: timeSlot(time) }),
      });
    }
    case 'which': {
      const option = asked.options.length === 1 && YES.test(reader.compact) ? asked.options[0] : optionOf(reader, asked.options);
      return option === undefined ? null : { name: 'hazard.act', action: asked.action, ref: option, text };
    }
    case 'sameAs': {
      if (NO.test(reader.compact) || /不是|两码事|另外/.test(reader.compact))
        return { name: 'hazard.act', action: 'separate', ref: dialogue.draftRef ?? ref };
      // The word of the other card on his screen: it sends the report off as it is.
      if (/^确认(?:上报|无误)?[!。,]*$/.test(reader.compact))
        return { name: 'hazard.act', action: 'confirm', ref: dialogue.draftRef ?? ref };
      const option = YES.test(reader.compact) || /就是/.test(reader.compact) ? asked.options[0] : optionOf(reader, asked.options);
      return option === undefined ? null : { name: 'hazard.act', action: 'plusOne', ref: option };
    }
    case 'intent':
      return null; // the caller reads `asked.text` again with the chosen intent
    default: {
      const never: never = asked;
      return never;
    }
  }
}

/** Which of the offered intents is chosen: by number or by «第二个». Undefined when the message chooses none. */
export function chosenIntent(reader: Reader, dialogue: Dialogue): { readonly index: number } | undefined {
  const asked = dialogue.asked;
  if (asked?.kind !== 'intent') return undefined;
  if (YES.test(reader.compact)) return { index: 0 };
  const m = SECOND.exec(reader.compact);
  const value = m?.[1] === undefined ? undefined : parseNumber(m[1]);
  return value === undefined || value < 1 || value > asked.options.length ? undefined : { index: value - 1 };
}

const CORRECTS =
  /^(?:不对|不是|错了|说错了|更正|改一下|纠正)?[,，\s]*(?:(?:把)?(?:地点|位置|地方)?(?:改成|改为|改到|换成|应该是|应为|更正为)|不是[^,，。]{1,12}[,，]?\s?(?:而)?是|(?:不对|不是|错了|说错了)[,，\s]*(?:是|在))\s*([\s\S]{1,60})$/;
const ADDS = /^(?:还有(?:就是)?|另外|对了|补充(?:一下|:|：)?|再补充|加一条|再加|顺便|以及|忘(?:了)?说了?|刚才忘)[,，:：\s]*/;

/** «还有,旁边灭火器也过期了»: an addition that names no place of its own. */
export function onlyAdds(reader: Reader): boolean {
  if (!ADDS.test(reader.text)) return false;
  const place = choosePlace(reader, 0, reader.text.length);
  return place === null || isBeside(normalize(place.text).text);
}

/** «改成B区», «不是,是二号机», «还有,旁边灭火器也过期了»: spoken to the report just made. */
export function readSupplement(reader: Reader, dialogue: Dialogue): Intent | null {
  if (dialogue.draftRef === undefined) return null;
  const text = reader.normal.raw.trim();
  const correction = CORRECTS.exec(reader.text.trim());
  if (correction?.[1] !== undefined) {
    const from = reader.text.lastIndexOf(correction[1]);
    const value = asWritten(reader.normal, from, from + correction[1].length).replace(/[。!！,，吧]+$/, '');
    const place = choosePlace(reader, from, reader.text.length) ?? { text: value };
    const item = makeItem(reader, { start: from, end: reader.text.length }, place, true);
    const isPlace = item.location !== null && reader.text.length < 30;
    return {
      name: 'hazard.supplement',
      text,
      item: {
        ...item,
        location: isPlace ? { ...place, text: place.text.length < value.length * 0.5 ? value : place.text } : item.location,
      },
      correct: isPlace ? 'place' : 'what',
    };
  }
  if (ADDS.test(reader.text)) {
    const lead = ADDS.exec(reader.text)?.[0].length ?? 0;
    return { name: 'hazard.supplement', text, item: makeItem(reader, { start: lead, end: reader.text.length }, null, true) };
  }
  return null;
}
