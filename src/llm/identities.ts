/*
 * What names and numbers of people look like when they are not in the directory. Data: a line more hides more. Hiding too much costs the
 * model a word of context; hiding too little costs a person his privacy.
 */

/** Surnames that are common enough to be met with a title or a 老/小 before them, and are no everyday word in that place. */
const SURNAMES =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳鲍史唐费廉岑薛雷贺倪汤罗毕郝邬常傅齐伍余顾孟黄萧尹姚邵汪祁毛狄戴宋庞熊纪舒项祝董梁杜阮蓝季贾娄江颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万柯卢莫房丁邓洪包左石崔吉龚程邢裴陆翁段焦侯宁仇武刘景詹龙叶黎白蒲乔闻谭申冉桑桂牛冀温庄晏瞿阎习容向廖耿匡寇欧沃聂曾关游权盖付代阚佟';
const TITLES =
  '师傅|主任|班长|队长|组长|厂长|经理|科长|部长|段长|书记|主席|矿长|工程师|站长|所长|院长|校长|老师|医生|大夫|护士|处长|值长|店长|船长|总监|老板|大哥|大姐|哥|姐|叔|姨|(?<!施)工(?![序位作地人具艺装棚段])|总(?![是共管成]|装|闸)';

/** A pattern with the kind of thing it finds. Matched against the normal text (half-width, simplified). */
export interface IdentityPattern {
  readonly kind: '人' | '号';
  readonly pattern: RegExp;
}

/** Numbers of cases and days are no identities; they are left alone. */
export const PLAIN_NUMBER = /YH-?\d{4,8}-?\d{1,6}(?!\d)|(?<!\d)20\d{2}-\d{1,2}-\d{1,2}(?![\d-])/gi;

/** Characters of names in their Traditional print, each followed by its simplified one; everyday characters are mended before. */
export const TRADITIONAL_NAME_CHARACTERS =
  '偉伟國国華华強强麗丽軍军傑杰榮荣剛刚輝辉鵬鹏蘭兰紅红雲云鳳凤龍龙飛飞東东亞亚興兴勝胜濤涛陽阳賢贤銀银錢钱趙赵孫孙吳吴鄭郑陳陈許许呂吕張张馬马劉刘黃黄楊杨葉叶蘇苏盧卢鍾钟譚谭鄧邓馮冯韓韩賴赖藍蓝莊庄嚴严魯鲁連连龔龚賀贺顧顾萬万關关歐欧羅罗畢毕鄒邹竇窦湯汤遲迟鎮镇鈞钧鋒锋銘铭學学義义禮礼書书樹树業业個个慶庆寶宝貴贵財财發发順顺澤泽潔洁靜静瑩莹瓊琼嬌娇嫻娴穎颖瀾澜曉晓啟启維维綱纲繼继紹绍緒绪緯纬縣县聰聪肅肃膽胆臨临艷艳藝艺蕭萧衛卫訓训詩诗諾诺謙谦譽誉豐丰賓宾贊赞躍跃遠远達达邁迈郵邮鄰邻釗钊鐵铁鑒鉴長长開开閔闵闖闯際际隨随雙双韋韦頌颂項项須须顏颜願愿類类飄飘駿骏驊骅驍骁鴻鸿鵑鹃麥麦齊齐齡龄';

/** Words that begin like a name and are none. */
export const NO_NAME =
  /^(?:高[处空温压速层架度低支大强]|安[全装环检监排置]|施工|金属|石[头灰膏料子]|温度|周[围边末期一二三四五六日]|方[向便法式案]|马[路达上]|包[装括]|项目|管[道理线网]|连[接锁续]|支[架撑]|固定|应急|明[火天显]|时[候间]|单位|黄[色线]|常[见用]|平[台时常]|通[道风知]|任[何务]|左[右边]|全[部体]|和[我他]|伸缩|空[调压]|水[管泵]|车[间床])/;

/** In order: what an earlier line found, a later one does not look at. */
export const IDENTITY_PATTERNS: readonly IdentityPattern[] = [
  { kind: '号', pattern: /https?:\/\/[^\s,。;]+/gi },
  { kind: '号', pattern: /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,64}(?:\.[A-Za-z0-9-]{1,64}){1,4}/g },
  { kind: '人', pattern: /@[^\s@,。;:!?]{1,20}/g },
  // «工号 A1023», «微信 zhang_3», «QQ:12345»
  {
    kind: '号',
    pattern:
      /(?<=(?:工号|员工号|胸卡号?|证件号|身份证号?|账号|帐号|用户名|微信号?|wechat|weixin|vx|qq|钉钉号?|手机号?|电话号?码?|卡号)[是为::\s]{0,3})[A-Za-z0-9_-]{2,32}/gi,
  },
  // Identity card, bank card, telephone, staff number: any long number, however it is grouped.
  { kind: '号', pattern: /(?<!\d)(?:\+\d{1,3}[- ]?)?\d(?:[- ]?\d){5,24}[Xx]?/g },
  { kind: '号', pattern: /[零〇一二两三四五六七八九幺](?:\s?[零〇一二两三四五六七八九幺]){6,24}/g },
  { kind: '号', pattern: /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·.\s]?[A-Z0-9]{4,5}[A-Z0-9挂学警]/g },
  { kind: '人', pattern: new RegExp(`[${SURNAMES}][\\u4e00-\\u9fff]{0,2}?(?:${TITLES})`, 'g') },
  { kind: '人', pattern: new RegExp(`[老小大阿][${SURNAMES}](?![${SURNAMES}]?[班组门窗型])`, 'g') },
];

/** Words before or after which a name stands («我跟王建国说了»); what follows is tried as a person's name. */
export const NAME_AFTER = '我叫|我是|叫|跟|找|让|给|问|喊|和|联系|通知|告诉|交给|同事|工友|名叫|姓名|上报人|报告人|联系人';
export const NAME_BEFORE = '说|讲|反映|报告|告诉|让|叫|受伤|没戴|没系|在|的';
