const SUMMARY =
  '[^,。;:!?]{0,16}?(?:[两二三四五几\\d]+(?:个|处|条|件|样|点|项)的?(?:事儿?|问题|隐患|毛病|情况)|(?:问题|毛病|隐患|事儿?)(?:不少|挺多|真多|一大堆))[啊呀呢吧的了]{0,2}';
const AT_THE_HEAD = new RegExp(`^${SUMMARY}[,。:;\\s]+`);
const ALONE = new RegExp(`^${SUMMARY}$`);

/** How many characters of a text say nothing but how much is wrong at a place: «养鸡场两个问题,3号棚 …»; 0 where it begins otherwise. */
export const summaryAtHead = (text: string): number => AT_THE_HEAD.exec(text)?.[0].length ?? 0;

/** «物流园今儿个问题不少啊»: the clause tells of nothing yet. */
export const isSummary = (clause: string): boolean => ALONE.test(clause);
