import { learnedSites } from '../learned';
import { MOST_MARKED, type Stretch } from '../learned/stretches';
import { asWritten, normalize } from '../text/normalize';
import type { PlaceReading } from '../types';
import type { Reader } from './context';
import { choosePlace } from './place';
import { otherParts, sightsOfParts, type OtherPart } from './siteSights';

/** A place that is less likely told as it is belongs to the likeliest of its parts. */
const DOUBTED = 0.35;

/** «甲类库和乙类库»: two places side by side are no site and spot. */
const SIDE_BY_SIDE = /^(?:的[^,。]{0,5})?(?:和|跟|与|及|、|还有)$/;
/** «我是三分厂维修班的,»: who speaks, not where it is. */
const WHO_SPEAKS = /(?:我|俺|咱)们?(?:是|系)$/;

/** Whether a part may belong to a place at all. */
function mayBelong(text: string, spot: Stretch, { whole, end }: OtherPart): boolean {
  const between = whole.end <= spot.start ? text.slice(whole.end, spot.start) : text.slice(spot.end, whole.start);
  // «住院楼七层和九层»: the building is the site of both
  if (end === whole.end && SIDE_BY_SIDE.test(between)) return false;
  return !(WHO_SPEAKS.test(text.slice(0, whole.start)) && /^[^,。\s]{0,6}的[,。\s]/.test(text.slice(whole.end)));
}

/** The part a place is likeliest told together with; undefined where it is likeliest told as it is. */
function likeliestPart(reader: Reader, spot: Stretch, piece: Stretch, pieces: number): OtherPart | undefined {
  const learned = learnedSites();
  const parts = otherParts(reader, spot, piece, learned.places).filter((part) => mayBelong(reader.text, spot, part));
  if (parts.length === 0) return undefined;
  const likely = sightsOfParts(reader, { spot, piece, pieces }, parts, learned).map((sights) => learned.forest.likelihood(sights));
  const [asItIs = 1, ...others] = likely;
  const most = Math.max(...others);
  return most > asItIs || asItIs < DOUBTED ? parts[others.indexOf(most)] : undefined;
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
  const part = likeliestPart(reader, { start: at, end: at + own.length }, piece, pieces);
  if (part === undefined) {
    const site = TOLD_APART.exec(place.text)?.[1];
    return { place, ...(site === undefined ? {} : { site: { text: site } }) };
  }
  const entry = choosePlace(reader, part.start, part.end)?.entry;
  const other = { text: asWritten(reader.normal, part.start, part.end), ...(entry && { entry }) };
  const [site, spot] = part.isSite ? [other, place] : [place, other];
  return { place: { text: site.text + spot.text, ...(entry && { entry }) }, site };
}
