import { buildMessage, type Built } from '../../../cards';
import { cardActs, type Card } from '../../../cards/card';
import { shownActs } from '../../../cards/hazard/acts';
import { DEADLINE_STEPS, type HazardCase } from '../../../src/domain/hazard/case';
import type { Occasion } from '../../../src/domain/hazard/decision';
import { HAZARD_ACTIONS, HAZARD_STATES, type HazardAction } from '../../../src/domain/hazard/types';
import { translator } from '../../../src/lib/i18n';
import type { TellFacts, TellParams } from '../../../src/outbox/intents';
import { asReporter, caseWith, deadline, factsFor, HOUR, MINUTE, NOW, record } from './caseFixtures';

const languages = ['zh-CN', 'en'] as const;

function tell(
  hazard: HazardCase,
  occasion: Occasion,
  facts: TellFacts,
  params: TellParams = {},
  language: 'zh-CN' | 'en' = 'zh-CN',
): Built {
  return buildMessage({ kind: 'case', hazardId: hazard.id, occasion, params }, facts, translator(language));
}
function card(built: Built): Card {
  if (built.kind !== 'card') throw new Error(`no card but ${JSON.stringify(built)}`);
  return built.card;
}
function actions(c: Card): HazardAction[] {
  return cardActs(c).flatMap((a) => (a.kind === 'hazard' ? [a.action] : []));
}
function selectOf(c: Card, key: string): string[] | undefined {
  return c.selects.find((s) => s.key === key)?.options.map((o) => o.id);
}

const registered = caseWith({
  state: 'registered',
  unitId: null,
  holderId: null,
  routedAt: null,
  reportedAt: NOW,
  deadlines: [deadline('route', NOW + 10 * MINUTE)],
});
const major: Partial<HazardCase> = { grade: 'major', proposedGrade: 'major', proposedRule: 'YX 有限空间' };
const rectified: Partial<HazardCase> = {
  ownerId: 'leader',
  assessedBy: 'officer',
  rectifiedBy: ['leader'],
  rectifiedAt: NOW - HOUR,
  media: [...caseWith().media, { id: 'm3', cycle: 1, role: 'after', hash: 'cc', contentType: 'image/jpeg', by: 'leader', at: NOW }],
  records: [record({ kind: 'rectification', data: { text: '换了新门', mediaCount: 1 } }, 'leader')],
};

interface FaceCase {
  readonly name: string;
  readonly hazard: HazardCase;
  readonly occasion: Occasion;
  readonly reader: TellFacts['reader'] | string;
  readonly allowed: readonly HazardAction[];
  readonly params?: TellParams;
}
const faces: readonly FaceCase[] = [
  {
    name: 'reporter, first card',
    hazard: registered,
    occasion: 'registered',
    reader: asReporter,
    allowed: ['confirm', 'amend', 'goAnonymous', 'withdraw', 'supplement'],
  },
  {
    name: 'reporter, progress',
    hazard: caseWith(),
    occasion: 'progress',
    reader: asReporter,
    allowed: ['goAnonymous', 'supplement', 'reportOutside'],
    params: { what: 'confirm' },
  },
  {
    name: 'reporter, asked',
    hazard: caseWith({ ...rectified, state: 'toSignOff', verifiedBy: 'officer' }),
    occasion: 'askReporter',
    reader: asReporter,
    allowed: ['fixedWell', 'notFixed', 'supplement'],
  },
  {
    name: 'assessor',
    hazard: caseWith(),
    occasion: 'toAssess',
    reader: 'leader',
    allowed: ['assess', 'notAHazard', 'markDuplicate', 'notOurs', 'supplement', 'view'],
  },
  {
    name: 'assigner',
    hazard: caseWith({ state: 'toAssign', grade: 'general' }),
    occasion: 'toAssign',
    reader: 'leader',
    allowed: ['assign', 'notOurs', 'assess'],
  },
  {
    name: 'owner asked',
    hazard: caseWith({ state: 'assigned', grade: 'general', ownerId: 'leader', dueAt: NOW + 72 * HOUR }),
    occasion: 'assigned',
    reader: 'leader',
    allowed: ['accept', 'cannotFix', 'requestExtension', 'rectify'],
  },
  {
    name: 'planner',
    hazard: caseWith({ ...major, state: 'planning', ownerId: 'head' }),
    occasion: 'planNeeded',
    reader: 'head',
    allowed: ['submitPlan', 'interimControl', 'cannotFix'],
  },
  {
    name: 'owner fixing',
    hazard: caseWith({ state: 'rectifying', grade: 'general', ownerId: 'leader', dueAt: NOW + HOUR }),
    occasion: 'toRectify',
    reader: 'leader',
    allowed: ['rectify', 'requestExtension', 'cannotFix', 'interimControl'],
  },
  {
    name: 'extension',
    hazard: caseWith({
      state: 'rectifying',
      grade: 'general',
      ownerId: 'leader',
      records: [
        record(
          { kind: 'extension', data: { reason: '等配件', until: NOW + 99 * HOUR, decidedBy: null, decidedAt: null } },
          'leader',
          'open',
        ),
      ],
    }),
    occasion: 'extensionAsked',
    reader: 'head',
    allowed: ['approveExtension', 'refuseExtension'],
  },
  {
    name: 'verifier',
    hazard: caseWith({ ...rectified, state: 'toVerify' }),
    occasion: 'toVerify',
    reader: 'officer',
    allowed: ['verifyPass', 'verifyFail'],
  },
  {
    name: 'receipts',
    hazard: caseWith({ ...rectified, ...major, state: 'toSignOff', verifiedBy: 'officer' }),
    occasion: 'receiptsNeeded',
    reader: 'officer',
    allowed: ['recordReceipt'],
  },
  {
    name: 'union signs',
    hazard: caseWith({ ...rectified, ...major, state: 'toSignOff', verifiedBy: 'officer' }),
    occasion: 'toSign',
    reader: 'inspector',
    allowed: ['signOff', 'refuseSignOff', 'urge', 'flag', 'adviseStopWork'],
  },
  {
    name: 'closer',
    hazard: caseWith({ ...rectified, state: 'toSignOff', verifiedBy: 'officer' }),
    occasion: 'toCloseOut',
    reader: 'officer',
    allowed: ['closeOut'],
  },
  {
    name: 'follow-up',
    hazard: caseWith({ ...rectified, state: 'closed', closedBy: 'officer', closedAt: NOW - 700 * HOUR }),
    occasion: 'followUpDue',
    reader: 'officer',
    allowed: ['followUpPass', 'followUpFail', 'reopen'],
  },
  { name: 'danger', hazard: caseWith({ danger: true }), occasion: 'danger', reader: 'boss', allowed: ['handled', 'falseAlarm'] },
  {
    name: 'union looks on',
    hazard: caseWith({ state: 'rectifying', ownerId: 'leader' }),
    occasion: 'progress',
    reader: 'inspector',
    allowed: ['urge', 'flag', 'adviseStopWork'],
    params: { what: 'accept' },
  },
  {
    name: 'reminded',
    hazard: caseWith({ deadlines: [deadline('firstAnswer', NOW - HOUR)] }),
    occasion: 'remind',
    reader: 'leader',
    allowed: ['assess', 'notAHazard'],
    params: { step: 'firstAnswer', rung: 1 },
  },
  {
    name: 'escalated',
    hazard: caseWith({ deadlines: [deadline('firstAnswer', NOW - HOUR)] }),
    occasion: 'escalated',
    reader: 'boss',
    allowed: ['assess'],
    params: { step: 'firstAnswer', rung: 2 },
  },
  {
    name: 'sent back',
    hazard: caseWith({
      state: 'rectifying',
      ownerId: 'leader',
      records: [record({ kind: 'verification', data: { passed: false, opinion: '螺丝没上紧' } }, 'officer')],
    }),
    occasion: 'sentBack',
    reader: 'leader',
    allowed: ['rectify'],
  },
  {
    name: 'stop-work advice',
    hazard: caseWith({
      danger: true,
      records: [record({ kind: 'stopWorkAdvice', data: { kind: 'evacuate', text: '顶板掉渣', answer: null } }, 'chair', 'open')],
    }),
    occasion: 'stopWorkAdvised',
    reader: 'boss',
    allowed: ['handled', 'assess'],
  },
];

describe.each(faces)('face: $name', ({ hazard, occasion, reader, allowed, params }) => {
  it.each(languages)('has no missing sentence and a hole filled in %s', (language) => {
    const built = tell(hazard, occasion, factsFor(reader, hazard, allowed), params, language);
    expect(built.kind).toBe('card');
    expect(JSON.stringify(built)).not.toMatch(/\{\{|undefined|NaN|null/u);
    expect(card(built).subtitle).toContain(hazard.number);
  });

  it('offers what is allowed, at most five buttons and three in the menu, and nothing else', () => {
    const c = card(tell(hazard, occasion, factsFor(reader, hazard, allowed), params));
    const beside: readonly HazardAction[] = ['supplement', 'view', 'undo', 'plusOne', 'separate'];
    expect(new Set(actions(c))).toEqual(new Set(allowed.filter((a) => !beside.includes(a))));
    expect(c.buttons.length).toBeLessThanOrEqual(5);
    expect(c.menu.length).toBeLessThanOrEqual(3);
    for (const a of actions(c)) expect(c.wordsHint).toContain(translator('zh-CN')(`hazard:words.${a}`));
    expect(c.wordsHint).toContain(hazard.number);
  });

  it('never names the reporter to anybody else', () => {
    for (const language of languages) {
      const built = tell(hazard, occasion, factsFor(reader, hazard, allowed), params, language);
      if (reader !== asReporter) expect(JSON.stringify(built)).not.toMatch(/赵上报|R1/u);
    }
  });

  it('becomes a finished card without buttons when it was overtaken', () => {
    const moved: HazardCase = { ...hazard, state: 'voided', deadlines: [] };
    const c = card(
      tell(moved, occasion, factsFor(reader, moved, [], { lastAct: { action: 'void', by: 'admin', at: NOW - MINUTE } }), {
        ...params,
        what: 'x',
      }),
    );
    expect(c).toMatchObject({ tone: 'done', buttons: [], menu: [], selects: [], footer: '冯管理 于 今天 14:04 已作废' });
  });
});

describe('the reporter', () => {
  it('sees what was understood, who will see it and by when', () => {
    const c = card(tell(registered, 'registered', factsFor(asReporter, registered, ['confirm'])));
    const facts = Object.fromEntries(c.facts.map((f) => [f.label, f.value]));
    expect(facts).toMatchObject({
      地点: '3号车间东头',
      类别: '设备设施、可能造成触电',
      等级: '建议：一般，由安全员核实',
      照片: '2张',
      谁会看到: '孙班长，4小时内答复您',
    });
    expect(c.body).toContain('今天 14:15');
    expect(c.body).toContain('12350');
    expect(c.body).toContain('12351');
  });

  it('sees the rule behind a proposal of major', () => {
    const hazard = { ...registered, proposedGrade: 'major', proposedRule: 'YX 有限空间' } as const;
    const c = card(tell(hazard, 'registered', factsFor(asReporter, hazard, ['confirm'])));
    expect(c.facts.find((f) => f.label === '等级')?.value).toBe('建议：重大（依据 YX 有限空间），由安全员核实');
  });

  it('is told plainly what the platform’s administrator could still see when he is anonymous', () => {
    const hazard = caseWith({ anonymous: true, reporters: [{ id: 'r', alias: 'R1', personId: null, anonymous: true, at: NOW }] });
    const c = card(tell(hazard, 'progress', factsFor(asReporter, hazard, [])));
    expect(c.body).toContain('R1');
    expect(c.body).toContain('管聊天软件的人仍可能');
  });

  it('hears who does what next and by when at every turn', () => {
    for (const state of HAZARD_STATES.filter((s) => !['registered', 'notAHazard', 'duplicate', 'voided', 'closed'].includes(s))) {
      const hazard = caseWith({
        state,
        ownerId: 'leader',
        dueAt: NOW + HOUR,
        deadlines: DEADLINE_STEPS.map((s) => deadline(s, NOW + HOUR)),
      });
      const labels = card(tell(hazard, 'progress', factsFor(asReporter, hazard, []), { what: 'assess' })).facts.map((f) => f.label);
      expect(labels).toEqual(expect.arrayContaining(['下一步', '最迟']));
    }
  });

  it('hears where to turn when it was judged not a hazard', () => {
    const hazard = caseWith({
      state: 'notAHazard',
      records: [record({ kind: 'assessment', data: { grade: null, reason: '是演练道具', verdict: 'notAHazard' } }, 'leader')],
    });
    const c = card(tell(hazard, 'progress', factsFor(asReporter, hazard, [])));
    expect(c.body).toMatch(/是演练道具[^]*12350[^]*12351/u);
  });

  it('is offered the outside lines when nobody of the line is left', () => {
    const hazard = caseWith({ holderId: 'chair' });
    expect(card(tell(hazard, 'progress', factsFor(asReporter, hazard, []), { outside: 1 })).body).toContain('企业工会');
  });
});

describe('drop-downs', () => {
  it('offer the grade with the proposal chosen', () => {
    const hazard = caseWith({ proposedGrade: 'major' });
    const c = card(tell(hazard, 'toAssess', factsFor('leader', hazard, ['assess'])));
    expect(selectOf(c, 'grade')).toEqual(['general', 'major']);
    expect(c.selects[0]?.selected).toBe('major');
  });

  it('offer people who may own it, never the person complained of, and the limit', () => {
    const hazard = caseWith({ state: 'toAssign', ownerUnitId: 'workshop', againstId: 'leader', holderId: 'head' });
    const c = card(tell(hazard, 'toAssign', factsFor('head', hazard, ['assign'])));
    expect(selectOf(c, 'person')).toEqual(expect.arrayContaining(['head']));
    expect(selectOf(c, 'person')).not.toContain('leader');
    expect(selectOf(c, 'due')).toEqual(['policy', 'P1D', 'P3D', 'P7D']);
  });

  it('offer only the receipt that is missing', () => {
    const hazard = caseWith({
      ...major,
      state: 'toSignOff',
      records: [record({ kind: 'receipt', data: { to: 'regulator', reference: '1' } }, 'officer')],
    });
    const c = card(tell(hazard, 'receiptsNeeded', factsFor('officer', hazard, ['recordReceipt'])));
    expect(selectOf(c, 'receiptTo')).toEqual(['workersCongress']);
  });

  it('are not there for a reader who may do nothing', () => {
    const hazard = caseWith();
    expect(card(tell(hazard, 'progress', factsFor('mate', hazard, []))).selects).toEqual([]);
  });
});

describe('the person complained of', () => {
  const hazard = caseWith({ againstId: 'leader', holderId: 'head', ownerUnitId: 'workshop' });
  it('is named to the assessor above him', () => {
    expect(JSON.stringify(card(tell(hazard, 'toAssess', factsFor('head', hazard, ['assess']))))).toContain('孙班长');
  });
  it.each(['officer', 'inspector', 'leader'])('is not named to %s', (reader) => {
    expect(JSON.stringify(card(tell(hazard, 'progress', factsFor(reader, hazard, ['assess']))))).not.toContain('孙班长');
  });
});

describe('photos', () => {
  it('stand before and after, only those of the present cycle after', () => {
    const hazard = caseWith({ ...rectified, state: 'toVerify', cycle: 2 });
    expect(
      card(
        tell(
          caseWith({ ...rectified, state: 'toVerify' }),
          'toVerify',
          factsFor('officer', caseWith({ ...rectified, state: 'toVerify' }), ['verifyPass']),
        ),
      ).photos,
    ).toEqual([
      { hash: 'aa', label: '整改前' },
      { hash: 'bb', label: '整改前' },
      { hash: 'cc', label: '整改后' },
    ]);
    expect(card(tell(hazard, 'toVerify', factsFor('officer', hazard, ['verifyPass']))).photos?.map((p) => p.hash)).toEqual(['aa', 'bb']);
  });
});

describe('danger', () => {
  it('gives numbers in the order of calling, and answers first', () => {
    const hazard = caseWith({ danger: true, deadlines: [deadline('dangerAnswer', NOW + 5 * MINUTE)] });
    const c = card(tell(hazard, 'danger', factsFor('boss', hazard, ['handled', 'falseAlarm', 'assess'])));
    expect(c.tone).toBe('danger');
    expect(actions(c).slice(0, 2)).toEqual(['handled', 'falseAlarm']);
    expect(c.facts.filter((f) => f.label.startsWith('值班电话')).map((f) => f.value)).toEqual(['值班甲 13900000001', '值班乙 13900000002']);
  });
  it('is not told any more once somebody has answered', () => {
    const hazard = caseWith({ danger: true, deadlines: [deadline('dangerAnswer', NOW + MINUTE, NOW)] });
    expect(tell(hazard, 'danger', factsFor('boss', hazard, ['handled']))).toEqual({ kind: 'drop', reason: 'alreadyAnswered' });
  });
});

describe('what has been overtaken', () => {
  it.each<[Occasion, Partial<HazardCase>, readonly HazardAction[], TellParams, string]>([
    ['toAssess', { state: 'toAssign' }, ['assign'], {}, 'stateMovedOn'],
    ['toAssess', {}, ['urge'], {}, 'nothingLeftToDo'],
    ['toVerify', { state: 'toSignOff' }, ['closeOut'], {}, 'stateMovedOn'],
    ['remind', { deadlines: [deadline('firstAnswer', NOW, NOW - 1)] }, ['assess'], { step: 'firstAnswer' }, 'deadlineClosed'],
    ['remind', { cycle: 2 }, ['assess'], { step: 'firstAnswer', cycle: 1 }, 'deadlineClosed'],
    ['escalated', { state: 'closed' }, [], {}, 'stateMovedOn'],
    ['askReporter', { state: 'toSignOff', reporterHeardAt: NOW }, ['fixedWell'], {}, 'reporterHeard'],
    ['askReporter', { state: 'closed' }, [], {}, 'stateMovedOn'],
  ])('%s is dropped', (occasion, change, allowed, params, reason) => {
    const hazard = caseWith(change);
    expect(tell(hazard, occasion, factsFor('leader', hazard, allowed), params)).toEqual({ kind: 'drop', reason });
  });
  it('news are told whatever happened since', () => {
    for (const occasion of ['progress', 'closed', 'urged', 'downgraded', 'undone', 'flagged'] as const) {
      const hazard = caseWith({ state: 'closed' });
      expect(tell(hazard, occasion, factsFor('leader', hazard, [])).kind).toBe('card');
    }
  });
  it('a case that is not there is dropped', () => {
    const hazard = caseWith();
    expect(tell({ ...hazard, id: 'other' }, 'toAssess', factsFor('leader', hazard, []))).toEqual({ kind: 'drop', reason: 'caseUnknown' });
  });
});

describe('a card on the screen', () => {
  const lastAct = (action: HazardAction, by: string | null) => ({ lastAct: { action, by, at: NOW - MINUTE } });
  it('keeps its buttons while its task stands, though something else happened', () => {
    const hazard = caseWith();
    const c = card(tell(hazard, 'toAssess', factsFor('leader', hazard, ['assess'], lastAct('supplement', 'R1'))));
    expect(actions(c)).toEqual(['assess']);
  });
  it('says who did it when it was done, and how to take it back', () => {
    const hazard = caseWith({ state: 'toAssign', grade: 'general' });
    const c = card(tell(hazard, 'toAssess', factsFor('officer', hazard, ['undo', 'assign'], lastAct('assess', 'officer'))));
    expect(c).toMatchObject({ tone: 'done', title: '已核实定级', footer: '您 于 今天 14:04 已核实定级', buttons: [], menu: [] });
    expect(c.wordsHint).toContain('今天 14:09');
    expect(c.wordsHint).toContain('撤回');
    const other = card(tell(hazard, 'toAssess', factsFor('leader', hazard, ['assign'], lastAct('assess', 'officer'))));
    expect(other.footer).toBe('李安全 于 今天 14:04 已核实定级');
    expect(other.wordsHint).toBeUndefined();
  });
  it('names a reporter to himself only', () => {
    const hazard = caseWith();
    expect(card(tell(hazard, 'registered', factsFor(asReporter, hazard, [], lastAct('confirm', 'reporter')))).footer).toBe(
      '您 于 今天 14:04 已报上去',
    );
    const moved = caseWith({ state: 'toVerify', ownerId: 'leader' });
    expect(card(tell(moved, 'toCloseOut', factsFor('officer', moved, [], lastAct('notFixed', 'reporter')))).footer).toBe(
      '上报人 于 今天 14:04 已反映没改好',
    );
    expect(card(tell(hazard, 'registered', factsFor(asReporter, hazard, [], lastAct('confirm', null)))).footer).toBe('今天 14:04 已报上去');
  });
  it('news that told the last act stay; older news do not become copies of it', () => {
    const hazard = caseWith({ state: 'toAssign', grade: 'general' });
    const fresh = card(tell(hazard, 'progress', factsFor('inspector', hazard, ['urge'], lastAct('assess', 'officer')), { what: 'assess' }));
    expect(actions(fresh)).toEqual(['urge']);
    const old = card(tell(hazard, 'progress', factsFor('inspector', hazard, ['urge'], lastAct('assess', 'officer')), { what: 'confirm' }));
    expect(old).toMatchObject({ tone: 'done', title: '已报上去', buttons: [], menu: [] });
  });
});

describe('reminders', () => {
  it('are never alike: count, limit and lateness differ', () => {
    const texts = [0, 1, 2, 3].map((rung) => {
      const hazard = caseWith({ deadlines: [deadline('firstAnswer', NOW)] });
      const built = tell(hazard, 'remind', factsFor('leader', hazard, ['assess'], { now: NOW + rung * HOUR }), {
        step: 'firstAnswer',
        rung,
      });
      return built.kind === 'card' ? built.text : '';
    });
    expect(new Set(texts).size).toBe(4);
    expect(texts[3]).toContain('第4次提醒');
    expect(texts[3]).toContain('已超3小时');
    expect(texts[3]).toContain('今天 14:05');
  });
  it('count what is on record when the tell does not say', () => {
    const escalation = (rung: number) =>
      record({ kind: 'escalation', data: { step: 'firstAnswer', rung, dueAt: NOW, to: ['leader'], late: false } }, 'clock');
    const hazard = caseWith({ deadlines: [deadline('firstAnswer', NOW + HOUR)], records: [escalation(0), escalation(1)] });
    expect(card(tell(hazard, 'remind', factsFor('leader', hazard, ['assess']), { step: 'firstAnswer' })).title).toBe('第2次提醒：核实定级');
  });
  it('say when they come late', () => {
    const hazard = caseWith({ deadlines: [deadline('firstAnswer', NOW)] });
    const built = tell(hazard, 'remind', factsFor('leader', hazard, ['assess'], { lateSince: NOW - 26 * HOUR }), { step: 'firstAnswer' });
    expect(card(built).body).toContain('11月20日 12:05');
  });
});

describe('acts beyond what a card can hold', () => {
  it('are said in words', () => {
    const hazard = caseWith({ state: 'rectifying', ownerId: 'leader' });
    const all = HAZARD_ACTIONS;
    const c = card(tell(hazard, 'toRectify', factsFor('leader', hazard, all)));
    expect(c.buttons).toHaveLength(5);
    expect(c.menu).toHaveLength(3);
    const t = translator('zh-CN');
    const view = {
      hazard,
      occasion: 'toRectify',
      params: {},
      facts: factsFor('leader', hazard, all),
      t,
      allowed: new Set(all),
      readerId: 'leader',
      own: null,
    } as const;
    const shown = shownActs(view, ['rectify']);
    expect(shown.length).toBeGreaterThan(8);
    for (const a of shown) expect(c.wordsHint).toContain(t(`hazard:words.${a}`));
  });
});

describe('a case just closed', () => {
  it('does not ask for the follow-up before its day', () => {
    const hazard = caseWith({
      ...rectified,
      state: 'closed',
      closedBy: 'officer',
      closedAt: NOW,
      deadlines: [deadline('followUp', NOW + 720 * HOUR)],
    });
    const facts = factsFor('officer', hazard, ['followUpPass', 'followUpFail', 'reopen']);
    expect(actions(card(tell(hazard, 'closed', facts)))).toEqual(['reopen']);
    expect(actions(card(tell(hazard, 'progress', { ...facts, now: NOW + 721 * HOUR })))).toEqual([
      'followUpPass',
      'followUpFail',
      'reopen',
    ]);
  });
});
