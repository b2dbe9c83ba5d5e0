import { learnedSites } from '../learned';
import { MOST_MARKED, type Stretch } from '../learned/stretches';
import { asWritten, normalize } from '../text/normalize';
import type { PlaceReading } from '../types';
import type { Reader } from './context';
import { choosePlace } from './place';
import { otherParts, sightsOfParts, type OtherPart } from './siteSights';
import { isBeside } from './sites';

/** A place that is less likely told as it is belongs to the likeliest of its parts. */
const DOUBTED = 0.35;

/** «甲类库和乙类库»: two places side by side are no site and spot. */
const SIDE_BY_SIDE = /^(?:的[^,。]{0,5})?(?:和|跟|与|及|、|还有)$/;
/** «我是三分厂维修班的,»: who speaks, not where it is. */
const WHO_SPEAKS = /(?:我|俺|咱)们?(?:是|系)$/;

const NUMBER = '[\\d一二三四五六七八九十甲乙丙丁A-Za-z]+';
/** «四号楼» at the end of a site, «五号楼天台» as the beginning of a spot: what is counted. */
const COUNTED_LAST = new RegExp(`${NUMBER}((?:号|#)?[\u4e00-\u9fff]{1,2})$`);
const COUNTED_FIRST = new RegExp(`^${NUMBER}((?:号|#)?[\u4e00-\u9fff]{1,2})`);

/** «四号楼阅览室…, 五号楼天台…»: two of a kind lie beside each other, not the one within the other. */
function isSibling(site: string, spot: string): boolean {
  const last = COUNTED_LAST.exec(site)?.[1];
  return last !== undefined && COUNTED_FIRST.exec(spot)?.[1]?.startsWith(last) === true;
}

/** Whether a part may belong to a place at all. */
function mayBelong(text: string, spot: Stretch, { start, whole, end, isSite }: OtherPart): boolean {
  const [site, inner] = [text.slice(start, end), text.slice(spot.start, spot.end)];
  if (isSite ? isSibling(site, inner) : isSibling(inner, site)) return false;
  const between = whole.end <= spot.start ? text.slice(whole.end, spot.start) : text.slice(spot.end, whole.start);
  // «住院楼七层和九层»: the building is the site of both
  if (end === whole.end && SIDE_BY_SIDE.test(between)) return false;
  return !(WHO_SPEAKS.test(text.slice(0, whole.start)) && /^[^,。\s]{0,6}的[,。\s]/.test(text.slice(whole.end)));
}

const ENDS_IN_NUMBER = new RegExp(`${NUMBER}$`);

/** «游泳馆的救生员就一个 … 南山游泳馆»: the same place by its whole name; «11号库» is no whole name of «1号库». */
function wholeNameOf(text: string, own: string, parts: readonly OtherPart[]): Stretch | undefined {
  if (isBeside(own)) return undefined;
  return parts.find(({ whole }) => {
    const more = text.slice(whole.start, whole.end - own.length);
    return more !== '' && text.slice(whole.start, whole.end) === more + own && !ENDS_IN_NUMBER.test(more);
  })?.whole;
}

/** The part a place is likeliest told together with; undefined where it is likeliest told as it is. */
function likeliestPart(reader: Reader, spot: Stretch, piece: Stretch, pieces: number, others: readonly OtherPart[]): OtherPart | undefined {
  const learned = learnedSites();
  const parts = others.filter((part) => mayBelong(reader.text, spot, part));
  if (parts.length === 0) return undefined;
  const likely = sightsOfParts(reader, { spot, piece, pieces }, parts, learned).map((sights) => learned.forest.likelihood(sights));
  const [asItIs = 1, ...joined] = likely;
  const most = Math.max(...joined);
  return most > asItIs || asItIs < DOUBTED ? parts[joined.indexOf(most)] : undefined;
}

/** «宏达印刷厂 裁切间»: a site and a spot in one breath. */
const TOLD_APART = /^([^\s,:;。]{2,})[\s,:;。]+\S{2,}$/;

/** A place by its full name, and the site that is told in it. */
export interface FullPlace {
  readonly place: PlaceReading | null;
  readonly site?: PlaceReading;
}

/**
 * A place by its full name. «粮库1号仓顶人孔盖没锁,3号仓电缆破了»: whoever is sent to the second needs to know that it is one of the 粮库, so
 * the site told elsewhere in the message is put in front of the spot. `piece` is the stretch that tells of the hazard at that place, `pieces`
 * how many hazards the message has.
 */
export function fullPlace(reader: Reader, piece: Stretch, pieces: number, place: PlaceReading | null): FullPlace {
  if (place === null || place.entry !== undefined || !/[\u3400-\u9fff]/.test(reader.text)) return { place };
  const own = normalize(place.text).text;
  const at = reader.text.indexOf(own, piece.start);
  if (at < 0 || at + own.length > piece.end || at >= MOST_MARKED) return { place };
  const spot = { start: at, end: at + own.length };
  const others = otherParts(reader, spot, piece, learnedSites().places);
  const whole = wholeNameOf(reader.text, own, others);
  if (whole !== undefined)
    return { place: choosePlace(reader, whole.start, whole.end) ?? { text: asWritten(reader.normal, whole.start, whole.end) } };
  const part = likeliestPart(reader, spot, piece, pieces, others);
  if (part === undefined) {
    const site = TOLD_APART.exec(place.text)?.[1];
    return { place, ...(site === undefined ? {} : { site: { text: site } }) };
  }
  const entry = choosePlace(reader, part.start, part.end)?.entry;
  const other = { text: asWritten(reader.normal, part.start, part.end), ...(entry && { entry }) };
  const [site, inner] = part.isSite ? [other, place] : [place, other];
  return { place: { text: site.text + inner.text, ...(entry && { entry }) }, site };
}
