import { STILL_HELD, type ToldRow } from './casualtyWords';

const NOBODY_INSIDE =
  /没(?:有)?人(?:再)?(?:被)?(?:压|困|卡|埋)(?:着|在|住)|没(?:有)?再?(?:困|压|埋|卡)着?(?:人|的)|(?:底下|里头|里面|屋里|屋内|井下|洞里|楼里|车里)[^,。\s]{0,6}(?:没(?:有)?(?:别)?的?人(?:了|在)?(?=[,。!\s]|$)|没(?:有)?别人)|没人在(?:里|底|下)(?:面|头|下)|没(?:有)?被(?:压|困|埋|卡)(?:着|住)?的|一个(?:压|困|埋)着的(?:都|也)没|没有别人(?=[,。!\s了]|$)|被困(?:的)?(?:人员|人|工人|矿工|游客)[^,。]{0,14}(?:全部|全|都|均)[^,。]{0,6}(?:升井|救出|获救|出来|上来|脱险|脱困|下来)/;
const HELD_ARE_OUT =
  /(?:困|压|埋|卡|吊|关)(?:着|在|住)?(?:[^,。\s]{0,6}(?:里|上|下|头|面))?的[^,。]{0,10}(?:放|弄|拆|接|背|救|扒|挖|刨|捞|拉|拽)?(?:了)?(?:出来|下来|上来)(?:了|啦|喽|咯)|(?:人)?全(?:部|都)?(?:放|接|救)(?:下|出)来|(?:^|[,。\s])(?:人|[\u4e00-\u9fff]{2,5})?(?:扒|刨|挖|掏|抬|弄|捞|拽|破拆|切割)(?:了)?(?:出|上)来了/;
const NOBODY_LOST =
  /(?:失踪|失联)的?[^,。]{0,8}(?:已|都|全|均)[^,。]{0,6}(?:救起|获救|救上)|那[一二两三四五六七八九十俩仨\d]+个?(?:都|全)?联系上了|没有?(?:其他|其它|别的)(?:失联|失踪)|一个(?:都|也)?(?:不少|没少|没丢)|没(?:有)?人(?:丢|失联|失踪|走丢)|没有?走丢|零失[联踪]|(?:失联|失踪|联系不上)的?[^,。]{0,8}(?:都|全)?(?:上来了|找着了|寻着|找到了|回来了|在家)(?!一|两|二|三|俩|仨)/;
const NOBODY_DEAD =
  /(?:人)?(?:都|全)(?:都|还)?活着|一个(?:人)?(?:都|也)?没死|(?:都|全)(?:还)?没死|没死没伤|(?:冇得?|莫得|没得|没有?|无)(?:人)?死(?:人|的)(?!亡)|死亡(?:人数)?(?:是|为)?[,\s]?(?:零|0)(?!\d)/;
const UNHURT =
  /也没伤(?=[,。!\s]|$)|毫发[没无未](?:损|伤)|一点(?:都|也|儿)?没伤|没死没伤|一个伤的(?:都|也)没有?|一根汗毛(?:都)?没(?:少|掉|伤)/;
const NONE_GRAVE = /没(?:有)?(?:人)?重伤|没有?(?:一个)?重的|重伤(?:没有|无)(?=[,。!\s]|$)|不算重[,\s]*改成?轻伤/;
const GRAVE_NOT_LIGHT = /是重伤[,\s]*(?:而)?不是轻伤|不是轻伤[,\s]*(?:而)?是重伤/;

/** How it is told that there is nobody: none inside, none lost, none dead, none hurt. */
export const NOBODY_ROWS: readonly ToldRow[] = [
  {
    name: 'nobody is inside',
    example: '昨晚棉花仓库着火那事 消防进去搜了三遍 里头没困人',
    unnumbered: true,
    says: { trapped: 0 },
    read: (text) => (NOBODY_INSIDE.test(text) && !STILL_HELD.test(text.replace(NOBODY_INSIDE, '')) ? { trapped: 0 } : undefined),
  },
  {
    name: 'those held are out',
    example: '电梯里困的四个都出来了',
    unnumbered: true,
    says: { trapped: 0 },
    read: (text) => (HELD_ARE_OUT.test(text) && !STILL_HELD.test(text) ? { trapped: 0 } : undefined),
  },
  {
    name: 'nobody is lost',
    example: '人数对上了 一个都不少',
    unnumbered: true,
    says: { missing: 0 },
    read: (text) => (NOBODY_LOST.test(text) ? { missing: 0 } : undefined),
  },
  {
    name: 'nobody died',
    example: '商贸城那个 一个都没死',
    unnumbered: true,
    says: { deaths: 0 },
    read: (text, so) => ((so.deaths ?? 0) === 0 && NOBODY_DEAD.test(text) ? { deaths: 0 } : undefined),
  },
  {
    name: 'nobody is hurt',
    example: '那个小伙子屁事没有 毫发没损',
    unnumbered: true,
    says: { injuries: 0 },
    read: (text) => (UNHURT.test(text) ? { injuries: 0 } : undefined),
  },
  {
    name: 'nobody is hurt gravely',
    example: '留观的六个今早全部出院了 没有一个重的',
    unnumbered: true,
    says: { seriousInjuries: 0 },
    read: (text) => (NONE_GRAVE.test(text) ? { seriousInjuries: 0 } : undefined),
  },
  {
    name: 'graded the other way',
    example: '刚医生下了诊断书 是重伤不是轻伤',
    unnumbered: true,
    says: { seriousInjuries: 1, minorInjuries: 0 },
    read: (text) => (GRAVE_NOT_LIGHT.test(text) ? { seriousInjuries: 1, minorInjuries: 0 } : undefined),
  },
];
