import { pattern } from '../data/words';

/** Surnames, as a class of characters. */
export const SURNAMES =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲家封芮储靳段富巫焦巴弓牧山谷车侯全秋仲伊宫宁仇栾甘厉祖武符刘景詹龙叶幸司黎白蒲卓蔺屠池乔闻党翟谭贡姬申冉桑桂牛寿通边燕冀尚农温庄晏瞿阎连习容向古易廖耿匡文寇广欧沃隆师巩聂晁曾关红游权盖益桓公肖付代覃仝佘辛冼邝揭邸阚佟迟岳闫牟谌晋楚';
const TITLE =
  '师傅|主任|班长|队长|组长|厂长|经理|科长|部长|段长|书记|主席|矿长|工程师|站长|所长|院长|校长|老师|医生|大夫|护士长|护士|总|工|姐|哥|叔|姨|师|处长|值长|店长|船长|老大|大哥|大姐';
const NOT_GIVEN =
  '的了吗呢吧啊把被让给跟和与及说讲请在到已换调倒对替交接值班去来要会能是都也就还没不今明后昨上下周月日号点我你他她它咱俺们这那个一两三互串窜掉愿同答哪谁啥';
const GIVEN = `[\u4e00-\u9fff]`;
/** A Chinese personal name or form of address, for use inside a regular expression (one capturing group is not made). */
export const PERSON = `(?:(?:张三|李四|王五|赵六|钱七)(?![号楼车层区班])|(?:[老小大阿][${SURNAMES}](?:头(?!天|一))?(?![${SURNAMES}]?班))|(?:[${SURNAMES}](?:${TITLE}))|(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐)(?![${NOT_GIVEN}])${GIVEN}(?:(?![${NOT_GIVEN}])${GIVEN})?|(?:[${SURNAMES}](?![${NOT_GIVEN}])${GIVEN}(?:(?![${NOT_GIVEN}])${GIVEN})?(?:${TITLE})?))`;

/**
 * A person as colleagues call him, where the words around leave no doubt that a person is meant: also «阿炳», «丽姐», «阿依古丽». For use
 * inside a regular expression (no capturing group is made).
 */
export const CALLED = `(?:${PERSON}|阿[A-Za-z]{1,8}|阿(?:依|里|布|不|卜|迪|孜|米|丽)[\u4e00-\u9fff]{1,3}?(?=[,。!;:\\s()]|$)|阿(?!姨|婆|拉|里|根廷)[\u4e00-\u9fff]|(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?:姐|哥|叔|姨|嫂|伯|婶|爷)|(?<=给|跟|和|与|让|替|找|由)[\u4e00-\u9fff](?:姐|哥|叔|姨|嫂|伯|婶|爷))`;

const AFTER_NAME =
  '(?=换|商量|说好|约好|讲好|谈好|谈|打过招呼|调|倒|对|替|顶|互|说|讲|完成|交接|交班|接班|的|了|他|她|[,。!?;:\\s]|$|值|来|周|下|上|明|后|今|\\d|在|去|处理|负责|改|整改|办|做|跟进|那|咯|啦|喽|哒|嘞|帮|报|反映|上报|举报|吧|哈|呗|备注|,)';

/** Finds the person after one of the given lead words («跟», «交给»): the name, or undefined. */
export function personAfter(text: string, leads: string): string | undefined {
  const m = pattern(`(?:${leads})\\s?(${PERSON})${AFTER_NAME}`).exec(text);
  return m?.[1];
}

/** Finds a person at the very start of a text, followed by one of the given words. */
export function personBefore(text: string, follow: string): string | undefined {
  const m = pattern(`(${PERSON})(?=${follow})`).exec(text);
  return m?.[1];
}

const ORDERS = new RegExp(
  `(${PERSON}|(?:班长|队长|主任|工头|老板|组长|值长|调度|车间主任|项目经理|段长|矿长|厂长|安环科|经理|老细|包工头|领导))(?:[^,。;!?\\n]{0,3})(?:让|叫|说|嫌|逼|催|要求|强令|硬|非要|不让|安排)`,
);
const DOES = new RegExp(
  `(?:看见|看到|发现|瞅见|碰见)?(${PERSON})(?=[^,。;!?\\n]{0,8}(?:没戴|没系|没穿|不戴|不系|抽烟|玩手机|睡觉|喝酒|违章|违规|酒后|翻越))`,
);

/** The person complained of (三违, 违章指挥), when the text names one or his post. */
export function readAgainst(text: string): string | undefined {
  return ORDERS.exec(text)?.[1] ?? DOES.exec(text)?.[1];
}
