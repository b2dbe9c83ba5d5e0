import { N, NUMERALS, one, value, type ToldRow } from './casualtyWords';

const AT_ONCE = new RegExp(
  `${N}(?:个|名|位)(?:人|工人|工友|[\u4e00-\u9fff]{1,3})?[^,。;!?\\s${NUMERALS}]{0,8}(?:当场|全|都)(?:就|已经)?(?:没了|没气了|死了|走了)`,
);
const PAIR_GRADED = /(俩|仨)[\u4e00-\u9fff]{1,4}?(?:都|全)?(?:是|受)?(重|轻)伤/;
const GRAVE_AMONG = new RegExp(`重的(?:有|是)?${N}(?:个|名|位)?(?=[,。!\\s]|$)`);
const HANGING = new RegExp(`(?:挂|悬|吊|晾)(?:着|在)${N}(?:个|名|位)?(?:游客|乘客|人|工人|学生|客人)`);
const KILLED_OF_TRADE = new RegExp(`[砸压撞炸烧轧电淹]死[\u4e00-\u9fff]{1,5}?${N}(?:名|人|个)(?=[,。!\\s]|$)`);
const CANNOT_GET_DOWN = new RegExp(`${N}(?:个|名|位)?[^,。;!?\\s${NUMERALS}]{0,5}(?:挂|吊|悬|卡)在[^,。;!?]{0,10}下不来`);
const ONE_MORE_DEAD = new RegExp(`也(?:死|没|走)了[,\\s]*(?:现在)?(?:一共)?(?:是|有)?${N}(?:个|人)(?=[,。!\\s了]|$)`);
const SHORT_OF = new RegExp(`(?:还)?差${N}(?:个|名|位|人)[,\\s]*(?:人)?还?(?:困|埋|压|卡)`);
const TAKEN_AWAY = new RegExp(`${N}(?:个|名|位)?人?[^。;!?${NUMERALS}]{0,12}(?:都|全)(?:给)?(?:拉|送|抬|接)(?:走|去|上救护)了?`);

/** How many people a scene tells of: killed at once, hanging in the air, taken away. Read after the other rows, in this order. */
export const SCENE_ROWS: readonly ToldRow[] = [
  {
    name: 'killed at once',
    example: '吊篮里两个工人掉下来当场就没了',
    says: { deaths: 2 },
    read: (text) => one('deaths', value(AT_ONCE.exec(text)?.[1])),
  },
  {
    name: 'both of one grade',
    example: '三轮车炸了起火 俩摊主轻伤',
    says: { minorInjuries: 2 },
    read: (text) => {
      const m = PAIR_GRADED.exec(text);
      return one(m?.[2] === '重' ? 'seriousInjuries' : 'minorInjuries', value(m?.[1]));
    },
  },
  {
    name: 'the grave ones among them',
    example: '两死五伤 伤的里面重的有仨',
    says: { seriousInjuries: 3 },
    read: (text, so) => (so.seriousInjuries === undefined ? one('seriousInjuries', value(GRAVE_AMONG.exec(text)?.[1])) : undefined),
  },
  {
    name: 'hanging in the air',
    example: '景区索道停了 吊厢里挂着二十三个游客',
    says: { trapped: 23 },
    read: (text, so) => (so.trapped === undefined ? one('trapped', value(HANGING.exec(text)?.[1])) : undefined),
  },
  {
    name: 'so many of a trade killed',
    example: '树倒反了方向 砸死油锯手一名',
    says: { deaths: 1 },
    read: (text) => one('deaths', value(KILLED_OF_TRADE.exec(text)?.[1])),
  },
  {
    name: 'cannot get down',
    example: '俩师傅挂在18层外头下不来',
    says: { trapped: 2 },
    read: (text, so) => (so.trapped === undefined ? one('trapped', value(CANNOT_GET_DOWN.exec(text)?.[1])) : undefined),
  },
  {
    name: 'one more died, and how many that makes',
    example: '4号井伤的那个也死了 现在是两个',
    says: { deaths: 2 },
    read: (text) => one('deaths', value(ONE_MORE_DEAD.exec(text)?.[1])),
  },
  {
    name: 'short of some, still held',
    example: '底下的上来十三个 都好好的 差一个 还困在水泵房',
    says: { trapped: 1 },
    read: (text) => one('trapped', value(SHORT_OF.exec(text)?.[1])),
  },
  {
    name: 'taken away',
    example: '配重砸到打灰的俩人 都拉走了',
    says: { injuries: 2 },
    read: (text, so) =>
      so.injuries === undefined && so.deaths === undefined ? one('injuries', value(TAKEN_AWAY.exec(text)?.[1])) : undefined,
  },
];
