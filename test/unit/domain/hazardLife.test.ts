import { closeOutNeeds } from '../../../src/domain/hazard/facts';
import { DAY, FIVE, HOUR, NOW, organisation, Play, playTo, registered } from './world';

describe('a general hazard of a team', () => {
  it('goes from the report to close-out and to its follow-up', () => {
    const play = new Play(registered());
    play.act('R1', 'confirm');
    expect(play.hazard).toMatchObject({
      state: 'toAssess',
      unitId: 'teamA',
      ownerUnitId: 'teamA',
      holderId: 'leaderA',
      unionSupervisorId: 'inspectorA',
    });
    expect(play.told('toAssess')).toEqual(['leaderA', 'safety1']);
    expect(play.open()).toEqual(['firstAnswer']);
    play.act('leaderA', 'assess', { grade: 'general' });
    expect(play.open()).toEqual(['assign']);
    play.act('leaderA', 'assign', { personId: 'workerA2' });
    expect(play.hazard.dueAt).toBe(NOW + 3 * DAY);
    expect(play.told('assigned')).toEqual(['workerA2']);
    expect(play.open()).toEqual(['ownerAccept', 'rectify']);
    play.act('workerA2', 'accept');
    expect(play.hazard.state).toBe('rectifying');
    play.act('workerA2', 'rectify', { afterPhotos: 1 });
    expect(play.told('toVerify')).toEqual(['leaderA', 'safety1']);
    play.act('safety1', 'verifyPass');
    expect(play.hazard.state).toBe('toSignOff');
    expect(play.told('askReporter')).toEqual(['reporters']);
    expect(play.open()).toEqual(['reporterWord']);
    expect(play.try('safety1', 'closeOut')).toEqual({ kind: 'refused', key: 'closeOutLacks', params: { lacks: 'reporterWord' } });
    play.act('R1', 'fixedWell');
    expect(play.told('toCloseOut')).toEqual(['safety1', 'leaderA']);
    play.act('safety1', 'closeOut');
    expect(play.hazard).toMatchObject({ state: 'closed', closedBy: 'safety1' });
    expect(play.told('closed')).toEqual(['workerA2', 'leaderA', 'inspectorA', 'reporters']);
    expect(play.open()).toEqual(['followUp']);
    const followUp = play.hazard.deadlines.find((d) => d.step === 'followUp');
    expect(followUp?.dueAt).toBe(Date.UTC(2026, 11, 23, 0, 0, 0));
    play.tick();
    expect(play.told('followUpDue')).toEqual(['safety1']);
    play.act('safety1', 'followUpPass');
    expect(play.open()).toEqual([]);
  });

  it('is routed by the clock after ten minutes of silence, and confirming then has been done', () => {
    const play = new Play(registered());
    play.tick();
    expect(play.now).toBe(NOW + 10 * 60_000);
    expect(play.hazard.state).toBe('toAssess');
    expect(play.try('R1', 'confirm')).toEqual({ kind: 'alreadyDone', by: null, at: play.now });
  });

  it('withdraws before routing only', () => {
    expect(new Play(registered()).act('R1', 'withdraw').hazard).toMatchObject({ state: 'voided', voidReason: 'reporter' });
    expect(playTo('toAssess').try('R1', 'withdraw')).toEqual({ kind: 'refused', key: 'withdrawAfterRouting' });
  });

  it('moves with its place when that is put right before routing', () => {
    const play = new Play(registered({ unitId: 'teamA' }));
    play.act('R1', 'amend', { placeText: '丙班门口', placeId: null, unitId: 'teamC' }).act('R1', 'confirm');
    expect(play.hazard).toMatchObject({ placeText: '丙班门口', ownerUnitId: 'teamC', holderId: 'leaderC' });
    expect(play.try('R1', 'amend', { placeText: 'x' })).toEqual({ kind: 'refused', key: 'amendAfterRouting' });
    const unknown = new Play(registered({ unitId: 'teamC', placeId: null })).act('R1', 'amend', { placeText: '那边' });
    expect(unknown.hazard.unitId).toBe('teamA');
    expect(unknown.open()).toEqual(['route']);
    expect(unknown.try('R1', 'amend')).toEqual({ kind: 'needs', need: 'text' });
  });

  it('goes anonymous before routing unseen, later with the names of who saw it', () => {
    const before = new Play(registered()).try('R1', 'goAnonymous');
    expect(before).toMatchObject({ kind: 'done', patch: { anonymous: true }, journal: { seenBy: [] } });
    expect(playTo('toAssess').try('R1', 'goAnonymous')).toMatchObject({ journal: { seenBy: ['leaderA', 'inspectorA', 'safety1'] } });
  });

  it('sends what was fixed on the spot straight to verification, and never to who fixed it', () => {
    const play = new Play(
      registered({ fixedOnSpot: true, reporters: [{ id: 'r', alias: 'R1', personId: 'leaderA', anonymous: false, at: NOW }] }),
    );
    play.act('R1', 'confirm').act('safety1', 'assess', { grade: 'general' });
    expect(play.hazard).toMatchObject({ state: 'toVerify', rectifiedBy: ['leaderA'] });
    expect(play.told('toVerify')).toEqual(['safety1', 'head1']);
    expect(play.try('leaderA', 'verifyPass')).toEqual({ kind: 'refused', key: 'rectifierMayNotVerify' });
  });

  it('asks for what an act lacks', () => {
    expect(playTo('toAssess').try('leaderA', 'assess')).toEqual({ kind: 'needs', need: 'grade' });
    expect(playTo('toAssess').try('leaderA', 'notAHazard')).toEqual({ kind: 'needs', need: 'reason' });
    expect(playTo('toAssess').try('leaderA', 'markDuplicate')).toEqual({ kind: 'needs', need: 'which' });
    expect(playTo('toAssess').try('leaderA', 'notOurs')).toEqual({ kind: 'needs', need: 'reason' });
    expect(playTo('toAssign').try('leaderA', 'assign')).toEqual({ kind: 'needs', need: 'person' });
    expect(playTo('rectifying').try('workerA2', 'cannotFix')).toEqual({ kind: 'needs', need: 'reason' });
    expect(playTo('rectifying').try('workerA2', 'rectify')).toEqual({ kind: 'needs', need: 'text', field: 'rectification' });
    expect(playTo('toVerify').try('leaderA', 'verifyFail')).toEqual({ kind: 'needs', need: 'reason' });
    expect(playTo('rectifying').try('workerA2', 'requestExtension', { text: '等备件' })).toEqual({ kind: 'needs', need: 'until' });
  });

  it('says by whom it was done when pressed again', () => {
    expect(playTo('rectifying').try('workerA2', 'accept')).toEqual({ kind: 'alreadyDone', by: 'workerA2', at: NOW });
    expect(playTo('toSignOff').try('leaderA', 'verifyPass')).toEqual({ kind: 'alreadyDone', by: 'safety1', at: NOW });
  });
});

describe('a major hazard', () => {
  it('leaves planning only with the five elements and an interim control', () => {
    const play = playTo('planning', { proposedGrade: 'major' });
    expect(play.open()).toEqual(expect.arrayContaining(['plan', 'interimControl', 'rectify']));
    for (const field of ['responsible', 'measures', 'funds', 'timeLimit', 'emergencyPlan'])
      expect(play.try('workerA2', 'submitPlan', { plan: { ...FIVE, [field]: ' ' } })).toEqual({ kind: 'needs', need: 'plan', field });
    play.act('workerA2', 'submitPlan', { plan: { ...FIVE, plannedUntil: NOW + 5 * DAY } });
    expect(play.hazard.state).toBe('planning');
    expect(play.told('controlNeeded')).toEqual(['workerA2']);
    play.act('workerA2', 'interimControl', { text: '拉警戒线' });
    expect(play.hazard).toMatchObject({ state: 'rectifying', dueAt: NOW + 5 * DAY });
  });

  it('closes only with both receipts, the union and the reporter', () => {
    const play = playTo('toSignOff', { proposedGrade: 'major' });
    expect(closeOutNeeds(play.hazard, play.org, play.now)).toEqual(['receiptRegulator', 'receiptCongress', 'unionSign', 'reporterWord']);
    expect(play.open()).toEqual(['reporterWord', 'unionSign', 'closeOut']);
    play.act('boss', 'recordReceipt', { receiptTo: 'regulator', text: '应急局 1号' });
    expect(play.try('boss', 'recordReceipt', { receiptTo: 'regulator', text: 'x' }).kind).toBe('alreadyDone');
    play.act('R1', 'fixedWell').act('inspectorA', 'signOff');
    expect(play.try('safety1', 'closeOut')).toMatchObject({ kind: 'refused', params: { lacks: 'receiptCongress' } });
    play.act('union0', 'recordReceipt', { receiptTo: 'workersCongress', text: '职代会纪要' });
    expect(play.told('toCloseOut')).toEqual(['safety1', 'leaderA']);
    play.act('safety1', 'closeOut');
    const first = play.hazard.deadlines.at(-1);
    expect(first?.dueAt).toBe(Date.UTC(2026, 10, 30, 0, 0, 0));
    play.act('safety1', 'followUpPass');
    expect(play.hazard.deadlines.at(-1)?.dueAt).toBe(Date.UTC(2026, 11, 23, 0, 0, 0));
    play.act('safety1', 'followUpPass');
    expect(play.open()).toEqual([]);
  });

  it('is lowered to general only with a reason that the union sees', () => {
    const play = playTo('toAssess', { proposedGrade: 'major' });
    expect(play.try('leaderA', 'assess', { grade: 'general' })).toEqual({ kind: 'needs', need: 'reason' });
    play.act('leaderA', 'assess', { grade: 'general', text: '只是盖板松动' });
    expect(play.told('downgraded')).toEqual(['inspectorA']);
    expect(play.hazard.records.at(-1)).toMatchObject({ kind: 'downgrade', data: { from: 'major', to: 'general' } });
  });

  it('found major while it is being fixed goes back to a plan', () => {
    const play = playTo('rectifying').act('leaderA', 'assess', { grade: 'major' });
    expect(play.hazard.state).toBe('planning');
    expect(play.open()).toEqual(expect.arrayContaining(['plan', 'interimControl']));
  });

  it('keeps its earlier grade over a reopening, so that lowering it again needs a reason', () => {
    const play = playTo('toSignOff', { proposedGrade: 'major' });
    play
      .act('boss', 'recordReceipt', { receiptTo: 'regulator', text: '1' })
      .act('union0', 'recordReceipt', { receiptTo: 'workersCongress', text: '2' });
    play.act('inspectorA', 'signOff').act('R1', 'fixedWell').act('safety1', 'closeOut').act('union0', 'reopen', { text: '又松了' });
    expect(play.hazard).toMatchObject({ state: 'toAssess', cycle: 2, recurrences: 0, rectifiedBy: [], signedBy: null });
    expect(play.try('leaderA', 'assess', { grade: 'general' })).toEqual({ kind: 'needs', need: 'reason' });
    play.act('leaderA', 'assess', { grade: 'major' });
    expect(closeOutNeeds({ ...play.hazard, state: 'toSignOff' }, play.org, play.now)).toContain('receiptRegulator');
  });
});

describe('who rectified', () => {
  it('neither verifies, signs, closes out nor passes the follow-up', () => {
    expect(playTo('toVerify').try('workerA2', 'verifyPass')).toEqual({ kind: 'refused', key: 'rectifierMayNotVerify' });
    expect(playTo('toVerify').try('workerA2', 'verifyFail', { text: 'x' })).toEqual({ kind: 'refused', key: 'rectifierMayNotVerify' });
    const play = playTo('toSignOff').act('R1', 'fixedWell');
    expect(play.try('workerA2', 'signOff')).toEqual({ kind: 'refused', key: 'rectifierMayNotSign' });
    expect(play.try('workerA2', 'closeOut')).toEqual({ kind: 'refused', key: 'rectifierMayNotClose' });
    play.act('leaderA', 'closeOut');
    expect(play.try('workerA2', 'followUpPass')).toEqual({ kind: 'refused', key: 'rectifierMayNotVerify' });
  });

  it('counts the owner too when somebody else pressed for him', () => {
    const play = playTo('rectifying').act('leaderA', 'rectify', { afterPhotos: 2 });
    expect(play.hazard.rectifiedBy).toEqual(['leaderA', 'workerA2']);
    expect(play.told('toVerify')).toEqual(['safety1', 'head1']);
  });
});

describe('the ways back and up', () => {
  it('«not fixed» goes to another verifier', () => {
    const play = playTo('toSignOff').act('R1', 'notFixed', { text: '门还是关不上' });
    expect(play.hazard).toMatchObject({ state: 'toVerify', verifiedBy: null, reporterToldAt: null });
    expect(play.told('toVerify')).toEqual(['leaderA', 'safety0']);
    expect(play.try('safety1', 'verifyPass')).toEqual({ kind: 'refused', key: 'anotherVerifier' });
    play.act('head1', 'verifyFail', { text: '确实' });
    expect(play.hazard.state).toBe('rectifying');
    expect(play.told('sentBack')).toEqual(['workerA2']);
  });

  it('«cannot fix» goes one level up and keeps the clock', () => {
    const play = playTo('rectifying').wait(DAY).act('workerA2', 'cannotFix', { text: '要停电' });
    expect(play.hazard).toMatchObject({
      state: 'toAssign',
      ownerUnitId: 'ws1',
      holderId: 'head1',
      ownerId: null,
      unionSupervisorId: 'branch1',
      dueAt: NOW + 3 * DAY,
    });
    expect(play.told('cameUp')).toEqual(['head1']);
    expect(play.open()).toEqual(['rectify', 'assign']);
    play.act('head1', 'assign', { personId: 'head1' });
    expect(play.hazard.dueAt).toBe(NOW + 3 * DAY);
    play.act('head1', 'cannotFix', { text: '要外单位' });
    expect(play.hazard).toMatchObject({ ownerUnitId: 'plant', holderId: 'boss' });
    play.act('boss', 'assign', { personId: 'boss' });
    expect(play.try('boss', 'cannotFix', { text: 'x' })).toEqual({ kind: 'refused', key: 'noLevelAbove' });
    expect(play.try('boss', 'rectify', { text: 'x' })).toMatchObject({ kind: 'refused', key: 'notNow' });
    play.act('boss', 'accept');
    expect(play.hazard.state).toBe('planning');
  });

  it('«not ours» goes to the unit named, never back to one that refused', () => {
    const play = playTo('toAssess').act('leaderA', 'notOurs', { text: '乙班的', unitId: 'teamB' });
    expect(play.hazard).toMatchObject({ state: 'toAssess', ownerUnitId: 'teamB', holderId: 'leaderB' });
    expect(play.told('reRouted')).toEqual(['leaderB', 'safety1']);
    play.act('leaderB', 'notOurs', { text: '甲班的', unitId: 'teamA' });
    expect(play.hazard).toMatchObject({ ownerUnitId: 'ws1', holderId: 'head1' });
    play.act('head1', 'notOurs', { text: '不清楚' });
    expect(play.hazard).toMatchObject({ ownerUnitId: 'plant', holderId: 'boss' });
    expect(play.try('boss', 'notOurs', { text: 'x' })).toEqual({ kind: 'refused', key: 'nowhereElse' });
  });

  it('gives more time by the level above, never by the owner', () => {
    const play = playTo('rectifying');
    expect(play.try('workerA2', 'requestExtension', { text: '等件', until: NOW + DAY })).toMatchObject({
      kind: 'refused',
      key: 'untilNotLater',
    });
    play.act('workerA2', 'requestExtension', { text: '等件', until: NOW + 6 * DAY });
    expect(play.told('extensionAsked')).toEqual(['leaderA']);
    expect(play.try('workerA2', 'approveExtension')).toEqual({ kind: 'refused', key: 'ownExtension' });
    play.act('leaderA', 'approveExtension');
    expect(play.hazard.dueAt).toBe(NOW + 6 * DAY);
    expect(play.hazard.deadlines.find((d) => d.step === 'rectify' && d.closedAt === null)?.dueAt).toBe(NOW + 6 * DAY);
    expect(play.try('leaderA', 'approveExtension')).toEqual({ kind: 'alreadyDone', by: 'leaderA', at: NOW });
  });

  it('lets only the unit head set a limit beyond the policy', () => {
    const play = playTo('toAssign');
    expect(play.try('leaderA', 'assign', { personId: 'workerA2', until: NOW + 10 * DAY })).toMatchObject({
      kind: 'refused',
      key: 'untilTooLate',
    });
    expect(play.try('leaderA', 'assign', { personId: 'workerA2', until: NOW - 1 })).toMatchObject({ kind: 'refused', key: 'untilPast' });
    expect(play.try('bossDeputy', 'assign', { personId: 'workerA2', until: NOW + 10 * DAY })).toMatchObject({ kind: 'done' });
    expect(play.try('leaderA', 'assign', { personId: 'workerC' })).toEqual({ kind: 'refused', key: 'ownerOutsideLine' });
  });

  it('a failed follow-up opens the same number again', () => {
    const play = playTo('toSignOff')
      .act('R1', 'fixedWell')
      .act('safety1', 'closeOut')
      .wait(30 * DAY)
      .act('safety1', 'followUpFail', { text: '又掉了' });
    expect(play.hazard).toMatchObject({ number: 'YH-2026-000001', state: 'toAssess', cycle: 2, recurrences: 1, ownerId: null });
    expect(play.told('reopened')).toEqual(['leaderA', 'safety1', 'inspectorA']);
    expect(play.open()).toEqual(['firstAnswer']);
  });

  it('the reporter who says nothing for 24 hours no longer holds the case', () => {
    const play = playTo('toSignOff');
    play.tick();
    expect(play.now).toBe(NOW + DAY);
    expect(play.told('toCloseOut')).toEqual(['safety1', 'leaderA']);
    play.act('leaderA', 'closeOut');
  });
});

describe('the union', () => {
  it('signs where it flagged, and a refused signature sends it back', () => {
    const play = playTo('toVerify').act('inspectorA', 'flag', { text: '第三次了' });
    expect(play.told('flagged')).toEqual(['workerA2', 'leaderA', 'safety1', 'boss']);
    play.act('safety1', 'verifyPass').act('R1', 'fixedWell');
    expect(play.try('safety1', 'closeOut')).toMatchObject({ kind: 'refused', params: { lacks: 'unionSign' } });
    play.act('inspectorA', 'refuseSignOff', { text: '还漏电' });
    expect(play.hazard).toMatchObject({ state: 'rectifying', verifiedBy: null });
    play.act('workerA2', 'rectify', { text: '重做' }).act('safety1', 'verifyPass').act('R1', 'fixedWell').act('inspectorA', 'signOff');
    expect(play.told('toCloseOut')).toContain('safety1');
    play.act('safety1', 'closeOut');
  });

  it('urges once in four hours', () => {
    const play = playTo('toAssess').act('inspectorA', 'urge');
    expect(play.told('urged')).toEqual(['leaderA', 'safety1']);
    expect(play.try('inspectorA', 'urge')).toEqual({ kind: 'refused', key: 'urgedRecently', params: { next: NOW + 4 * HOUR } });
    play
      .act('branch1', 'urge')
      .wait(4 * HOUR)
      .act('inspectorA', 'urge');
  });

  it('advises to stop work with an answer owed, which «handled» gives', () => {
    const play = playTo('rectifying').act('inspectorA', 'adviseStopWork', { text: '立即停产', adviceKind: 'evacuate' });
    expect(play.told('stopWorkAdvised')).toEqual(['boss', 'workerA2', 'duty1']);
    const limit = play.hazard.deadlines.at(-1);
    expect(limit).toMatchObject({ step: 'stopWorkAnswer', dueAt: NOW + 5 * 60_000 });
    expect(play.hazard.records.at(-1)).toMatchObject({ kind: 'stopWorkAdvice', number: 'JY', status: 'open' });
    play.act('boss', 'handled', { text: '已停' });
    expect(play.hazard.records.at(-1)).toMatchObject({ status: 'done', data: { answer: '已停' } });
    expect(play.open()).not.toContain('stopWorkAnswer');
  });

  it('sees «not a hazard», voiding and a duplicate', () => {
    expect(playTo('toAssess').act('leaderA', 'notAHazard', { text: '正常' }).told('downgraded')).toEqual(['inspectorA']);
    expect(playTo('toAssess').act('leaderA', 'markDuplicate', { duplicateOfId: 'h2' }).told('downgraded')).toEqual(['inspectorA']);
    expect(playTo('rectifying').act('admin', 'void', { text: '测试' }).told('progress')).toEqual(
      expect.arrayContaining(['inspectorA', 'union0']),
    );
  });

  it('opens what was voided, but not what the reporter withdrew', () => {
    const voided = playTo('rectifying').act('admin', 'void', { text: '测试' });
    expect(voided.act('union0', 'reopen', { text: '不该作废' }).hazard.state).toBe('toAssess');
    expect(new Play(registered()).act('R1', 'withdraw').try('union0', 'reopen', { text: 'x' })).toEqual({
      kind: 'refused',
      key: 'withdrawnByReporter',
    });
  });
});

describe('the person complained of (ruling 16)', () => {
  it('and his subordinates are skipped: the owner is the leader above', () => {
    const play = playTo('toAssess', { againstId: 'leaderA' });
    expect(play.hazard).toMatchObject({ ownerUnitId: 'ws1', holderId: 'head1', unionSupervisorId: 'branch1' });
    play.act('head1', 'assess', { grade: 'general' });
    expect(play.try('head1', 'assign', { personId: 'leaderA' })).toEqual({ kind: 'refused', key: 'ownerExcluded' });
    expect(play.try('head1', 'assign', { personId: 'workerA2' })).toEqual({ kind: 'refused', key: 'ownerExcluded' });
  });

  it('when he is the head of the unit the enterprise union holds it and outside reporting is named', () => {
    const play = playTo('toAssess', { againstId: 'boss' });
    expect(play.hazard).toMatchObject({ holderId: 'union0', ownerId: null });
    const decision = play.last;
    const effects = decision && 'effects' in decision ? decision.effects : [];
    expect(effects).toContainEqual({
      kind: 'tell',
      to: { kind: 'reporters' },
      occasion: 'progress',
      params: { what: 'confirm', outside: 1 },
    });
  });
});

describe('a case that only the union can hold', () => {
  it('is owned by nobody, reported outside, and verified by another union', () => {
    const play = playTo('toAssess', { againstId: 'boss' }).act('union0', 'assess', { grade: 'general' });
    for (const personId of ['union0', 'boss', 'leaderA', 'city']) expect(play.try('union0', 'assign', { personId }).kind).toBe('refused');
    expect(play.try('union0', 'rectify', { text: '已改' })).toMatchObject({ kind: 'refused', key: 'notNow' });
    play.act('union0', 'reportOutside', { outsideTo: '12350', text: '受理号 7' }).act('union0', 'rectify', { text: '应急局到场,已停用' });
    expect(play.told('toVerify')).toEqual(['city']);
    expect(play.try('union0', 'verifyPass')).toEqual({ kind: 'refused', key: 'rectifierMayNotVerify' });
    play.act('city', 'verifyPass').act('R1', 'fixedWell').act('city', 'signOff').act('city', 'closeOut');
  });
});

describe('vacant posts', () => {
  it('never leave a routed case without a holder and a supervisor', () => {
    const org = organisation(['leaderA', 'deputyA', 'inspectorA', 'head1', 'branch1']);
    expect(playTo('toAssess', {}, org).hazard).toMatchObject({ ownerUnitId: 'plant', holderId: 'boss', unionSupervisorId: 'union0' });
  });
});
