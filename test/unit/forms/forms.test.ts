import {
  FORM_KINDS,
  FORMS_CSS,
  buildForm,
  photosOf,
  rectificationNotice,
  renderHtml,
  unionProposal,
  verificationOpinion,
} from '../../../src/forms';
import { AT, HAZARD, RECORDS, facts } from './sample';
import type { FormDocument } from '../../../src/forms';
import type { CaseRecord } from '../../../src/domain/hazard/case';

const labels = (form: FormDocument) => form.fields.map((field) => field.label);
const html = (form: FormDocument) => renderHtml(form, { photoHref: (hash) => `/media/${hash}`, docxHref: '/x.docx', docxLabel: 'Word' });
const valueOf = (form: FormDocument, label: string): string => {
  const field = form.fields.find((one) => one.label === label);
  if (field === undefined) throw new Error(`no field ${label}`);
  return field.kind === 'table' ? field.rows.map((row) => row.map((cell) => cell.text).join('|')).join('\n') : field.text;
};

describe('整改通知书', () => {
  it('has the fields of the form in its order', () => {
    expect(labels(rectificationNotice(facts()))).toEqual([
      '编号',
      '被通知单位/责任人',
      '检查时间',
      '检查地点(部位)',
      '检查人员',
      '存在问题',
      '整改要求',
      '整改期限',
      '整改前的安全措施',
      '逾期后果',
      '反馈要求',
      '签发人/签发时间',
      '接收人签字/接收时间',
      '回执(整改完成情况)',
    ]);
    expect(rectificationNotice(facts()).notes[0]).toContain('一式三份');
  });

  it('names unit, owner, limit and number, and what was done', () => {
    const form = rectificationNotice(facts());
    expect(form.number).toBe('ZG-2026-000007');
    expect(valueOf(form, '被通知单位/责任人')).toBe('东方机械厂/三车间；责任人：王主任');
    expect(valueOf(form, '检查人员')).toBe('职工上报；核实人：李安全');
    expect(valueOf(form, '整改期限')).toBe('2026年11月24日 14:05');
    expect(valueOf(form, '整改前的安全措施')).toBe('2026年11月21日 15:05 拉警戒线，断电');
    expect(valueOf(form, '回执(整改完成情况)')).toContain('箱门已换');
  });

  it('keeps empty fields as a dash', () => {
    const form = rectificationNotice(facts({ records: [], dueAt: null, ownerId: null, assessedBy: null, acceptedAt: null }));
    expect(labels(form)).toHaveLength(14);
    for (const label of ['编号', '整改期限', '整改前的安全措施', '回执(整改完成情况)']) expect(valueOf(form, label)).toBe('—');
    expect(valueOf(form, '检查人员')).toBe('职工上报');
  });
});

describe('工会建议书', () => {
  const base = labels(rectificationNotice(facts())).slice(0, 6);

  it('says what the order says, as advice, with its legal basis and a place for the answer', () => {
    const form = unionProposal(facts());
    expect(labels(form).slice(0, 6)).toEqual(base);
    expect(labels(form).slice(6)).toEqual([
      '整改建议',
      '建议整改期限',
      '整改前的安全措施',
      '逾期后果',
      '反馈要求',
      '签发人/签发时间',
      '接收人签字/接收时间',
      '回执(整改完成情况)',
      '法律依据',
      '要求答复时限',
      '答复栏',
    ]);
    expect(valueOf(form, '法律依据')).toMatch(/安全生产法》第六十条.*工会法》第二十五条/);
  });

  it.each([
    ['stopWork', '工会停产整改建议书', '2026年11月21日 14:35'],
    ['evacuate', '工会撤离建议书', '2026年11月21日 14:10'],
  ] as const)('has a variant for %s with times to the minute', (kind, title, due) => {
    const advice: CaseRecord = {
      id: 'a',
      kind: 'stopWorkAdvice',
      cycle: 1,
      status: 'open',
      number: 'JY-2026-000002',
      by: 'p4',
      at: AT,
      data: { kind, text: '气味很大', answer: '14:20 已停产' },
    };
    const form = unionProposal(facts({ records: [...RECORDS, advice] }));
    expect(form).toMatchObject({ title, number: 'JY-2026-000002' });
    expect(valueOf(form, '要求答复时限')).toBe(due);
    expect(labels(form).slice(-5)).toEqual(['危险情况', '建议范围', '提出时间', '单位处理决定及时间', '答复栏']);
    expect(valueOf(form, '提出时间')).toBe('2026年11月21日 14:05');
    expect(valueOf(form, '单位处理决定及时间')).toBe('14:20 已停产');
  });
});

describe('复查意见书', () => {
  it('has the fields of the form in its order and refers to the notice', () => {
    const form = verificationOpinion(facts());
    expect(labels(form)).toEqual([
      '编号',
      '对应通知书编号',
      '被复查单位',
      '复查时间',
      '复查人员',
      '逐条复查',
      '总体意见',
      '被复查单位意见',
      '工会监督确认意见及签字',
      '复查人签字',
      '被复查单位负责人签字',
      '日期',
    ]);
    expect(valueOf(form, '编号')).toBe('FC-2026-000003');
    expect(valueOf(form, '对应通知书编号')).toBe('ZG-2026-000007');
    expect(valueOf(form, '逐条复查')).toMatch(/已整改$/);
    expect(valueOf(form, '总体意见')).toBe('复查合格，同意销号。门锁完好');
    expect(photosOf(form)).toEqual(['aa', 'bb']);
  });

  it('keeps its own number when a later follow-up has one too', () => {
    const followUp: CaseRecord = {
      id: 'r9',
      kind: 'followUp',
      cycle: 1,
      status: 'done',
      number: 'FC-2026-000099',
      by: 'p5',
      at: AT + 1,
      data: { passed: true, opinion: '' },
    };
    expect(verificationOpinion(facts({ records: [...RECORDS, followUp] })).number).toBe('FC-2026-000003');
  });

  it('says until when rectification goes on when it was not passed', () => {
    const failed = RECORDS.map((record) => (record.kind === 'verification' ? { ...record, data: { passed: false, opinion: '' } } : record));
    expect(valueOf(verificationOpinion(facts({ records: failed })), '总体意见')).toBe('复查不合格，继续整改至 2026年11月24日 14:05。');
  });
});

describe('every form', () => {
  it.each(FORM_KINDS)('%s never shows who reported, nor for whom', (kind) => {
    for (const anonymous of [true, false]) {
      const page = html(buildForm(kind, facts({ anonymous, fixedOnSpot: true, rectifiedBy: ['p1', 'R1'] })));
      expect(page).not.toContain('张三');
      expect(page).not.toContain('孙代报');
      expect(page).not.toMatch(/\bR1\b/);
    }
  });

  it.each(FORM_KINDS)('%s has a title, a foot and a line for the seal, in both languages', (kind) => {
    for (const language of ['zh-CN', 'en'] as const) {
      const form = buildForm(kind, facts({}, language));
      expect(form.title).not.toBe('');
      expect(form.foot).toHaveLength(3);
      expect(form.notes.at(-1)).toMatch(/盖章|seal/);
    }
  });

  it.each(FORM_KINDS)('%s takes only facts of this cycle', (kind) => {
    const page = html(buildForm(kind, facts({ cycle: 2 })));
    expect(page).not.toContain('门锁完好');
    expect(page).not.toContain('箱门已换');
  });
});

describe('the page', () => {
  it('has no script, no inline style, and escapes what people wrote', () => {
    const page = html(rectificationNotice(facts({ description: '<script>alert(1)</script>"\'&', placeText: '</td>' })));
    expect(page).not.toMatch(/<script|style=|onload=/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
    expect(page).toContain('<link rel="stylesheet" href="/forms.css">');
    expect(page).toContain('<img src="/media/aa"');
    expect(page).toContain(HAZARD.number);
  });

  it('prints on A4', () => expect(FORMS_CSS).toMatch(/@page \{ size: A4/));
});
