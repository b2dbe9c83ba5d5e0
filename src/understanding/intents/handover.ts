import { pattern } from '../data/words';
import { CALLED, personAfter, personBefore, SURNAMES } from '../slots/person';
import { asWritten } from '../text/normalize';
import type { Reader } from './context';

const NAME = `(${CALLED}|[${SURNAMES}]队(?!伍))`;
const END = '(?=[,。!;:\\s了啦咯喽]|$|备注|注意|交接)';

/** Who takes over, tried in this order: each with its sentence. */
const TAKERS: readonly { readonly example: string; readonly source: string }[] = [
  { example: '老孙头接我的班了', source: `${NAME}(?:来|过来)?(?:接(?:我|班|手|的|走|替|过)|接(?=[,。\\s]|$))` },
  {
    example: '下一班何俊',
    source: `(?:下一班|接班人员?|接班员|接班者|接手的?|接(?:我|俺|本|这)?班的?|接的)(?:的)?(?:人)?(?:是|:|为)?\\s?${NAME}${END}`,
  },
  {
    example: '跟夜班的小梁对完账了',
    source: `(?:跟|和|与|向|同)(?:[\u4e00-\u9fff]{1,3}班的?)?${NAME}(?=对|交|说|讲|办|当面|碰|会|[,。\\s])`,
  },
  {
    example: '本班结束 交班给何队',
    source: `(?:交|给|移|转|畀|俾)(?:班|交|接)*(?:给|到|畀|俾|了|由)*(?:[\u4e00-\u9fff]{1,3}班的?)?${NAME}(?:${END}|手上|手里)`,
  },
  { example: '白班交夜班(田芳)', source: `班[(]${NAME}[)]` },
  { example: '吴姐 这一摊交你手上', source: `^\\s?${NAME}(?:你|您)?(?=[,\\s!啊].*(?:[交移转](?:接|班)?(?:给|畀|俾|到|由)?你|给你))` },
  { example: '老陆你顶上来啦 我把班移给你', source: `^\\s?${NAME}(?=你|您|[,\\s])` },
];
/** Whoever it is given to is a person, however he is called: «中控交给阿依古丽», «班交了 给二勇». */
const ANYONE =
  /(?:交给|叫给|交班给|移交给?|移给|转交给?|转给|撂给|塞给|变更为|交班:\s?|接:\s?|接班人(?:是|:)?|下一棒(?:是|:)?\s?|(?:记录:|^)交\s|活儿?都给|(?:^|[,\s])给)(?:了)?(?:[\u4e00-\u9fff]{1,4}的)?(?:夜班|白班|中班|早班)?([\u4e00-\u9fff]{2,4}?)(?=[,。!;:\s(|了啦咯喽哒交]|接着|已签|$|备注|注意)|(?:^|[,。\s])([\u4e00-\u9fff]{2,4}?)(?=(?:来)?接(?:班|我|手)了?(?:[,。\s]|$)|来[了咯喽][,\s]*班|到了[,\s]*班)/;
const NO_PERSON = /[我你他她它谁们]|完毕|已经|刚才|准时|正式|人来|下一|班(?!长)|组|队|科|部|室|车间|公司|大家|后面|下一|接的|钥匙|别人/;

/** Another shift, where no name is told: «班交给丁班了», «向二班移交». */
const SHIFT =
  /[向跟和与]([甲乙丙丁]班|[一二三四\d]班|[夜白早中晚]班)(?=移交|交班|交接)|(?:交|移|转)(?:班|接)*(?:给|到)(?:了)?([甲乙丙丁]班|[一二三四\d]班|[夜白早中晚]班)(?=[,。!;:\s了啦]|$)/;

function shiftOf(text: string): string | undefined {
  const m = SHIFT.exec(text);
  return m?.[1] ?? m?.[2];
}

function anyone(text: string): string | undefined {
  const m = ANYONE.exec(text);
  const name = m?.[1] ?? m?.[2];
  return name === undefined || NO_PERSON.test(name) ? undefined : name;
}

/** Whom the shift is handed to, as he is called. */
export function takerOf(reader: Reader): string | null {
  const { text } = reader;
  for (const row of TAKERS) {
    const name = pattern(row.source).exec(text)?.[1];
    if (name !== undefined) return name;
  }
  return (
    personAfter(text, '班交(?:给)?|把班给|交班给|交给|移交给?|交接给|转给|转交给?|交到|给|跟|和|与|向|同') ??
    personBefore(text, '[\\s,:]{0,2}(?:班|我把班|这班|来接|接班|接我)') ??
    reader.site.personIn(text) ??
    anyone(text) ??
    shiftOf(text) ??
    null
  );
}

/** What is to be remembered follows such a word; what the row's pattern matched is no part of it. */
const MARKED: readonly RegExp[] = [
  /(?:备注|留言|留话|(?<=[\s,。])注(?=:)|转告|说明|交班(?:事项|内容)|遗留(?:事项|问题)?|注意(?:事项)?(?=\s?[:,])|交代(?:一[句下])?(?=\s|:|,)|提醒(?:一[句下])?(?=\s|:|,)|(?<=[\s,。])另(?=:))\s?[:,\s]\s?/,
  /(?:交代|嘱咐|叮嘱|提醒|告诉|要|让|叫)(?:了|过)?(?:一[句下])?(?:他|她|下一班|夜班|白班|早班|接班的)(?:要|得|记得)?(?=.{3})/,
  /备注(?=[\u4e00-\u9fff\d].{2})/,
  /(?<=[\s,。])提醒(?=[\u4e00-\u9fff\d].{2})/,
  /交代(?:了|过)?(?:一[句下])?[:,]?(?=.{4})/,
];
/** A stretch that tells of the handing over itself, or says good-bye. */
const OF_ITSELF =
  /交(?:接)?班|班(?:就|已|都)?(?:算)?交|交接|接(?:我|班|手|替)|来接|交(?:给|畀|俾|出|完|清)|移(?:交|给)|转给|给(?:他|她|你|了)|下班|下了|结束|完毕|签退|撤了|走了|走先|回家|辛苦|谢谢|收工|值完|班完|顶上来|接走|摊交|对完账|填好|点清|在此|打卡|^(?:[夜白早中晚]班)$/;
const NOTHING =
  /^(?:都|一切|全)?(?:没(?:有|啥|什么)?|无|冇|正常|都好|好着)(?:啥|什么)?(?:遗留|特殊|特别|问题|异常|事|情况|的|交代|说的)*(?:了|的)?$/;
/** Punctuation and titles that may stand before what is to be remembered. */
const LEAD = /^(?:[\s,。;:!、.-]|记录|情况)+/;

function trimmed(reader: Reader, start: number): string | undefined {
  const rest = reader.text.slice(start);
  const from = start + (LEAD.exec(rest)?.[0].length ?? 0);
  const said = asWritten(reader.normal, from, reader.text.length).replace(/[。!！,，\s]+$/u, '');
  return said.length < 2 || NOTHING.test(reader.text.slice(from).replace(/[\s。,!]+/g, '')) ? undefined : said;
}

/** Everything the next one must know: what follows a word for it, else all that is left over beside the handing over itself. */
export function remarksOf(reader: Reader, to: string | null): string | undefined {
  const { text } = reader;
  for (const mark of MARKED) {
    const m = mark.exec(text);
    if (m !== null) return trimmed(reader, m.index + m[0].length);
  }
  let at = 0;
  let end = 0;
  let own = false;
  for (const stretch of text.split(/([\s,。;:!]+)/)) {
    const start = at;
    at += stretch.length;
    if (stretch.trim() === '' || /^[\s,。;:!]+$/.test(stretch)) continue;
    if (
      OF_ITSELF.test(stretch) ||
      NOTHING.test(stretch) ||
      stretch === to ||
      (to !== null && stretch.length <= to.length + 1 && stretch.includes(to))
    ) {
      end = at;
      own = true;
    } else if (start === 0) {
      // what stands before the handing over is told in it («钥匙三把 … 给了孙师傅»)
      end = own ? end : at;
    }
  }
  return end >= text.length ? undefined : trimmed(reader, end);
}
