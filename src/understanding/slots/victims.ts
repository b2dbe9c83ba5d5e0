import type { Casualties } from '../types';
import { HOW_MANY, inPlainWords, NONE_INJURED, readCasualties } from './casualties';
import { N, value, type Field } from './casualtyWords';
import { withoutCountless } from './countless';
import { remember } from '../text/remember';

const PART =
  '(?:手|脚|腿|胳膊|胳臂|指头|手指|[拇食中小环]指|手节头|头发|头皮|肩膀|脑壳|脑袋|后脑|颧骨|脸|眼|耳朵|腰|背|胸|肋|骨|膀子|膝盖|皮)';
/** What shows that a body was hurt, where nobody says «受伤». */
export const BODY_HURT_ROWS: readonly { readonly example: string; readonly source: string }[] = [
  {
    example: '肋骨断了两根',
    source:
      '骨折|骨裂|[骨腿臂胳膊腰肋锁][^,。]{0,3}(?:断|折|裂)|脱了?皮|掀了?皮|皮都掀|起(?:了)?(?:燎)?泡|燎|烫(?:了|着|伤|得)|挂彩|流(?:了)?(?:好多|一脸|满脸)?血|震聋|崩(?:了)?(?:脸|眼)|进(?:了)?眼|眼睛里进|缝了?[一二两三四五六七八九十\\d]*[几]?针|豁(?:开|了)|扯掉|削掉|切掉|截|崴|扭(?:了|伤|得)|咳得|吸氧|送(?:医|急诊|急救|骨科|高压氧|ICU|到?[^,。]{0,4}医院|去了)|救护车|被?电(?:打|击|了|倒)|蛰|咬(?:了|伤)|喘|磕(?:了|掉|破)|掉了(?:一)?(?:截|节)?(?:手指|指头|牙)|(?:手|脚|腿|胳膊|指头|手指|头发|头皮|肩膀|脸|眼|耳朵|腰|背|胸)[^,。]{0,8}(?:伤|断|折|烫|烧|砸|压|碾|轧|夹|绞|卷|带进|流血|没保住|黑了|疼|肿|破|脱|裂)|中暑|热射病|昏迷|晕(?:倒|过去)|拱倒|撂倒|砸(?:中|着|到|在)[^,。]{0,6}(?:头|肩|背|腰|腿|脚|身)',
  },
  {
    example: '叫车轮压了脚',
    source: `(?:断|折|轧|压|夹|砸|绞|挤|卷|咬|锯|剪|切|碾|烫|烧|燎|崩|划)(?:了|到|着|住|断|脱|掉|破|没)*[^,。\\s]{0,5}${PART}`,
  },
  { example: '脸上胳膊上全是泡', source: `${PART}[^,。]{0,8}(?:泡|崩|碎|折|冻坏|炸坏|坏了|紫|瞎|聋|听不见|开瓢|绞没|打得|不能动|拍片)` },
  { example: '烧伤了', source: '[砸烫烧压炸撞摔夹轧灼割崩刮划挤电绞碰蹭扭扎刺]伤(?=了|[,。!\\s]|$)' },
  {
    example: '采茶的嬢嬢遭马蜂锥了',
    source: '(?:遭|被|让|叫|给|畀)[^,。]{0,8}(?:蜇|蛰|叮|锥|蜂|咬|抓|顶|踢|扎穿|蹭了?一下|砸[到了])|栽倒|冻伤|破(?:了)?个?口子|扎穿',
  },
  {
    example: '坐地上起不来',
    source:
      '甩(?:下|出)(?:来|去)|躺在[^,。]{0,3}(?:骨科|医院|病房)|眼睛?看不见|起不来|站不起来|动不了|动不得|动弹不得|直不起腰|抽抽|不省人事',
  },
  {
    example: '人还住着院',
    source: '拍(?:到)?(?:脑袋|头)|中毒|住(?:着|了)?院|开瓢|闷倒|熏倒|去掉[^,。]{0,3}截|(?:磕|摔|蹭|擦|碰)破|淌[^,。]{0,2}血|晕',
  },
];
const BODY_HURT = new RegExp(BODY_HURT_ROWS.map((row) => row.source).join('|'));
const ONE_PERSON =
  /[小老][\u4e00-\u9fff]|[\u4e00-\u9fff](?:师傅|大姐|大哥|阿姨|叔|工|姐|哥|姑娘|婶|嫂)|女工|男工|学徒|司机|电工|焊工|保安|保洁|工人|工友|学生|孩子|老头|老太|老板娘?|护林员|监护|监理|技术员|班长|队长|一个|有个|有人|一人|推车的|骑车的|把钩的|当班的|他|她|[\u4e00-\u9fff](?:员|友|客|叔|爷|奶|婶|妈)|一名|一位|保安|骑手|娃|姑娘|小伙|环卫|徒弟|我[爸妈爹娘哥弟姐妹]|护林|嬢嬢|阿伯|大姨|阿[\u4e00-\u9fff]|游客|乘客|顾客/;
const PEOPLE =
  /(?:(?:乘客|客人|工人|师傅|学生|夫妻|父子|兄弟|娘)(?=俩|仨))?([一二两三四五六七八九十]|\d{1,2}|俩|仨)(?:个|名|位)?(?:人|工人|工友|帮厨|阿姨|师傅|保洁|保安|学生|乘客|游客|客人|娃娃?|孩子|兄弟|小伙子?|女工|男的|女的|检修工|装卸工|推车的|钻工|外包|民工|[\u4e00-\u9fff]{1,3}[工员]|[\u4e00-\u9fff]{1,4}(?=下去|进去|上去|掉|摔)|[\u4e00-\u9fff]{0,3}的|(?=[,。\s]|$|都|全|说|一个|磕|摔|烫))/g;

/** «砸了四个看灯的», «打到两个娃娃脑壳»: a blow, and how many people took it. */
const STRUCK = new RegExp(
  `(?:砸|打|撞|烧|烫|燎|电|熏|呛|闷|晕|崩|炸|扑|浇|喷|溅|夹|压|挤|刮|蹭|绊|咬|蛰|扎|割|刺|轧|碾|摔|滚|甩|带|毒|倒)(?:到|着|了|倒|中|翻|伤|趴|下来|下去|出去|住)+(?:了)?${N}(?:(?:个|名|位)(?!大?坑|洞|孔|箱|窗|车|灯|房|间|口|泡|缝|手|脚|牙|角|柜|罐|瓶|桶|杆|棚|店|门|铺|台|摊|货|包|件|架|机|弯|点|小时)|人|(?=[工客学女男老厨保行路装]|[,。\\s]|$))`,
);

/** Somebody is still held where it happened. */
const HELD =
  /(?:给|叫|让)埋了(?!没)|被埋(?=[,。\s失了]|$)|反锁(?:在)?里(?:面|头)|压在[^,。]{1,6}(?:底下|下面|下头)[,\s]*(?:叫得应|我们|正|还|喊|快)|人还夹在|(?:腿|脚|手|身子)拔不出来|喊话有应|压着[^。!?\n]{0,4}出不来|还(?:没|未)[^,。]{0,4}(?:出来|上来|救出|救得出|救到|弄出|升井)|(?:还|现在)在(?:池|坑|井|罐|车|楼|机|舱)?(?:底下|底|里头|里面|里|下头|下面)|[陷卷](?:进去|下去)[^。!?\n]{0,20}还没出来|出不来[^,。]{0,6}(?:在|正)?[^,。]{0,3}(?:切|救)|[压卡](?:住|在)[^。!?\n]{0,10}(?:出不来|没救|未救|还没)|[压夹卡]住(?:了)?[^,。\s]{0,2}[,\s]*正(?:在)?[叫撬顶锯切吊]|还(?:没|未)救|(?:还|现在|正)[^,。]{0,2}(?:埋|卡|困|压|夹)着|(?:司机|[小老][\u4e00-\u9fff]|师傅|工人|人)[^,。]{0,6}(?:埋|压|捂|困|卡)(?:在)?(?:里头|里面|底下|下面)|在(?:里头|里面|底下|下面)[^,。]{0,2}喊|(?:压|捂|埋|困|夹|卡)(?:住|在)[^。!?\n]{0,14}(?:出不来|动不了|动弹不得|正(?:在)?[^,。]{0,4}(?:刨|扒|拆|挖))|(?:埋|陷)到(?:腰|脖子|胸|腿)[^。!?]{0,30}正[^,。]{0,4}(?:刨|扒|挖)|(?:一块儿?|一起|连人)[^,。]{0,6}(?:捂|埋|压)(?:在)?(?:里头|里面|底下)/;
const LET_GO = /(?<![没未]|没有)(?:扒|刨|救|拉|拖|抬|捞|挖|弄|拽)(?:了)?(?:出来|上来|下来)/;
const SEVERAL_PEOPLE = /(?<![我咱俺你])们|俩|仨|[二两三四五六七八九十](?:个|名|位)(?!小时|钟|多)|好几个|\d+(?:个|名|位)?人/;

const ONE_MORE_HURT = new RegExp(`一(?:个|名|位)[^,。;\\s一]{0,4}(?:${BODY_HURT_ROWS.map((row) => row.source).join('|')})`);
const AMPUTATED = /下了重伤|重伤的结论|截(?:了)?肢|颅脑|危重|病危/;
const SCRATCHED = /(?:蹭|擦|刮|磕)破(?:了)?(?:一)?点(?:儿)?皮|皮外伤|轻度[烧灼冻烫]伤|轻微(?:伤|中毒|烧伤|烫伤|的)/;

/**
 * The counts of people in a text that tells of an accident: what it says, and what follows from it. One person who was hurt, without a
 * word of the grade, is one of the injured; people told to be burnt or bruised are as many as were told of.
 */
export const readVictims = remember((whole): Casualties => {
  const said = readCasualties(whole);
  const plain = inPlainWords(whole);
  const text = withoutCountless(plain);
  const result: { -readonly [K in Field]?: number } = { ...said };
  const several = SEVERAL_PEOPLE.test(text);
  if (result.trapped === undefined && !several && HELD.test(text) && (!LET_GO.test(text) || /还[埋卡困压夹]着/.test(text)))
    result.trapped = 1;
  const told = [...text.matchAll(PEOPLE)].map((m) => value(m[1])).filter((n): n is number => n !== undefined && n < 60);
  const most = told.length === 0 ? undefined : Math.max(...told);
  // «两个外包下去就没得声音了 现在还在底下»: as many as were told of
  if (result.trapped === undefined && several && most !== undefined && HELD.test(text) && !LET_GO.test(text)) result.trapped = most;
  const hurt = BODY_HURT.test(plain) && !NONE_INJURED.test(text) && !HOW_MANY.test(text);
  const graded = said.seriousInjuries !== undefined || said.minorInjuries !== undefined || (said.deaths ?? 0) > 0;
  const struck = value(STRUCK.exec(text)?.[1]);
  if (result.injuries === undefined && !graded && struck !== undefined && (said.trapped ?? said.missing ?? 0) < struck)
    result.injuries = struck;
  // «一个当场没了 一个断了腿»
  if (result.injuries === undefined && (said.deaths ?? 0) > 0 && ONE_MORE_HURT.test(plain)) result.injuries = 1;
  // «右手截肢», «蹭破点皮»: what happened tells the grade of the only one
  if (!several && !graded && AMPUTATED.test(text)) result.seriousInjuries = 1;
  else if (!several && !graded && SCRATCHED.test(text)) result.minorInjuries = 1;
  else if (result.injuries === undefined && hurt && !graded) {
    if (most !== undefined && (said.trapped ?? said.missing ?? 0) < most) result.injuries = most;
    else if (!several && ONE_PERSON.test(text) && (said.trapped ?? 0) === 0) result.injuries = 1;
  }
  return result;
});
