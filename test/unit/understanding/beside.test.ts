import { understandLine } from '../../../src/cli/understand';
import { emptyLexicon, interpret, toCorpus } from '../../../src/understanding';

const NOW = Date.parse('2026-11-23T09:00:00+08:00');
const read = (text: string) => interpret(text, null, emptyLexicon, NOW);

describe('A hazard told besides something else', () => {
  it.each([
    ['班组查完了 别的没啥 就配料间东墙根地沟盖板少了一块', '配料间东墙根'],
    ['全厂转了一圈都正常 就是锅炉房门口灭火器没压力了', '锅炉房门口'],
    ['巡检完毕 其他没问题 只有2号库的应急灯不亮', '2号库'],
    ['锅炉房查完了 别的都行 就是水位计看不清', '锅炉房'],
    ['车间查过了没啥大问题,除了裁断机的光栅坏了', '车间'],
  ])('%s: a round that found something is no zero report', (text, location) => {
    const reading = read(text);
    expect(reading.confidence).toBe('sure');
    expect(toCorpus(reading, NOW)).toMatchObject({ intent: 'hazard.report', items: [{ location }] });
  });

  it.each([
    ['接班了,二号机皮带罩没装', 'duty.checkin', '二号机皮带罩没装'],
    ['学习完了 另外我们车间的洗眼器没水', 'notice.ack', '我们车间的洗眼器没水'],
    ['明天想请假 另外后门灯坏了两天了', 'duty.leave', '后门灯坏了两天了'],
    ['YH-20260115-003修好了,不过2号平台护栏又断了一根', 'hazard.act', '2号平台护栏又断了一根'],
    ['今晚谁值班?锅炉房门口地沟盖没了', 'duty.query', '锅炉房门口地沟盖没了'],
  ])('%s: what else is said stays, the hazard is to be asked about', (text, name, beside) => {
    expect(read(text)).toMatchObject({ intent: { name }, beside });
  });

  it.each([
    '一号井检查完了 啥问题没有 就差个签字',
    '查完了没问题 就是有点累',
    '信号工区雨后检查完了 箱盒没进水 电缆井没积水',
    '零点班的到了 本子上签过字了 井口冷得要命',
    '今晚的班上不了了 车坏半道上了',
    'YH-20260510-002复查不合格，螺栓还是松的，打回去重弄',
    '昨天验收的19号隐患通过了',
  ])('%s: nothing else is to be reported', (text) => {
    const reading = read(text);
    expect(reading.intent.name).not.toBe('hazard.report');
    expect(reading.beside).toBeUndefined();
  });

  it('is shown back on the command line', () => {
    expect(understandLine('明天想请假 另外后门灯坏了两天了', NOW)).toContain('还说到: 后门灯坏了两天了');
  });
});

describe('Talk that may be a report', () => {
  it.each(['谁把配电箱的锁撬了接私电啊 太吓人了', '复工不培训直接上机 这样行吗 我们裁板工段来了六个新人'])(
    '%s: is asked about or reported',
    (text) => {
      const { intent, confidence, alternatives } = read(text);
      if (intent.name === 'hazard.report') return;
      expect(confidence).toBe('unsure');
      expect(alternatives.map(({ name }) => name)).toContain('hazard.report');
    },
  );

  it.each(['应急预案备案是报区里还是报市里', '安全文化长廊那几块展板谁设计的 挺好看', '防汛沙袋入库的那个台账 你让小刘发我一份'])(
    '%s: is talk',
    (text) => {
      expect(read(text).intent.name).toBe('none');
    },
  );
});
