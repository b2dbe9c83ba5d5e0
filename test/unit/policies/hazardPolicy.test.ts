import type { HazardCase } from '../../../src/domain/hazard/case';
import type { HazardAction, HazardState } from '../../../src/domain/hazard/types';
import {
  actorFor,
  allowedActions,
  mayAct,
  mayAdministrate,
  mayExport,
  maySee,
  maySeeAgainst,
  maySeeReporter,
  maySeeSetUp,
  mayVoid,
  sentenceFaults,
  whoIs,
} from '../../../src/policies/hazardPolicy';
import { NOW, organisation, Play, playTo, registered } from '../domain/world';

const org = organisation();
const EVERYBODY = [...org.people.keys()];
const may = (action: HazardAction, hazard: HazardCase) => EVERYBODY.filter((id) => mayAct(action, hazard, id, org) === true);

describe('the sentences', () => {
  it('speak of every action exactly once', () => {
    expect(sentenceFaults()).toEqual({ none: [], several: [] });
  });

  const rectifying = playTo('rectifying').hazard;
  const toVerify = playTo('toVerify').hazard;
  const toSignOff = playTo('toSignOff').hazard;
  const assessors = ['leaderA', 'deputyA', 'head1', 'safety1', 'boss', 'bossDeputy', 'safety0'];
  const unions = ['inspectorA', 'branch1', 'union0', 'city'];

  it.each<[HazardAction, HazardCase, readonly string[]]>([
    ['confirm', registered(), ['workerA']],
    ['notFixed', toSignOff, ['workerA']],
    ['assess', playTo('toAssess').hazard, assessors],
    ['assign', playTo('toAssign').hazard, assessors],
    ['accept', playTo('assigned').hazard, ['workerA2']],
    ['rectify', rectifying, ['workerA2']],
    ['cannotFix', rectifying, ['workerA2']],
    ['approveExtension', rectifying, ['leaderA', 'deputyA', 'head1', 'boss', 'bossDeputy']],
    ['verifyPass', toVerify, ['leaderA', 'deputyA', 'head1', 'safety1', 'boss', 'bossDeputy', 'safety0']],
    ['closeOut', toSignOff, ['leaderA', 'deputyA', 'head1', 'safety1', 'boss', 'bossDeputy', 'safety0']],
    ['signOff', toSignOff, unions],
    ['flag', rectifying, unions],
    ['adviseStopWork', rectifying, unions],
    ['void', rectifying, ['admin']],
  ])('%s is for its own people', (action, hazard, people) => {
    expect(may(action, hazard)).toEqual(people);
  });

  it('let nobody of the employer delete, hide, sign for the union or close over its head', () => {
    for (const id of assessors) {
      for (const action of ['void', 'signOff', 'refuseSignOff', 'flag'] as const) expect(mayAct(action, toSignOff, id, org)).not.toBe(true);
    }
    const flagged = new Play({ ...toSignOff, flaggedByUnion: true, reporterHeardAt: NOW });
    for (const id of assessors)
      expect(flagged.try(id, 'closeOut')).toEqual({ kind: 'refused', key: 'closeOutLacks', params: { lacks: 'unionSign' } });
  });

  it('let a union of a lower level not sign what is handled above it', () => {
    const plant: HazardCase = { ...toSignOff, ownerUnitId: 'plant' };
    expect(may('signOff', plant)).toEqual(['union0', 'city']);
    const workshop: HazardCase = { ...toSignOff, ownerUnitId: 'ws1' };
    expect(may('signOff', workshop)).toEqual(['branch1', 'union0', 'city']);
  });

  it('let only the union open again what was voided', () => {
    const voided: HazardCase = { ...rectifying, state: 'voided', voidReason: '测试' };
    expect(may('reopen', voided)).toEqual(unions);
    expect(may('reopen', { ...rectifying, state: 'closed' })).toEqual(
      ['safety1', 'boss', 'safety0', 'bossDeputy', ...unions].sort((a, b) => EVERYBODY.indexOf(a) - EVERYBODY.indexOf(b)),
    );
  });

  it('say what is lacking', () => {
    expect(mayAct('rectify', rectifying, 'leaderA', org)).toEqual({ refused: 'onlyOwner' });
    expect(mayAct('void', rectifying, 'boss', org)).toEqual({ refused: 'onlyAdministrator' });
    expect(mayAct('assess', rectifying, 'workerC', org)).toEqual({ refused: 'unseen' });
    expect(mayAct('assess', rectifying, 'stranger', org)).toEqual({ refused: 'unseen' });
  });

  it('do not know who has left', () => {
    const left = { ...org, people: new Map([...org.people].map(([id, p]) => [id, id === 'head1' ? { ...p, active: false } : p])) };
    expect(mayAct('assess', playTo('toAssess').hazard, 'head1', left)).not.toBe(true);
  });
});

describe('the buttons of a card', () => {
  it.each<[HazardState, string, readonly HazardAction[]]>([
    ['registered', 'workerA', ['confirm', 'amend', 'goAnonymous', 'withdraw', 'supplement', 'view']],
    ['registered', 'leaderA', []],
    ['toAssess', 'leaderA', ['supplement', 'assess', 'notAHazard', 'markDuplicate', 'notOurs', 'interimControl', 'urge', 'view']],
    ['assigned', 'workerA2', ['supplement', 'notOurs', 'accept', 'cannotFix', 'interimControl', 'requestExtension', 'rectify', 'view']],
    ['rectifying', 'workerA2', ['supplement', 'cannotFix', 'interimControl', 'requestExtension', 'rectify', 'view']],
    ['toVerify', 'workerA2', ['supplement', 'view']],
    ['toVerify', 'safety1', ['supplement', 'verifyPass', 'verifyFail', 'urge', 'reportOutside', 'view']],
    ['toSignOff', 'workerA', ['goAnonymous', 'supplement', 'fixedWell', 'notFixed', 'view']],
    ['toSignOff', 'inspectorA', ['supplement', 'signOff', 'refuseSignOff', 'urge', 'flag', 'adviseStopWork', 'reportOutside', 'view']],
  ])('in %s for %s', (state, who, actions) => {
    expect(allowedActions(playTo(state).hazard, who, org, NOW)).toEqual(actions);
  });

  it('show close-out when nothing is missing, and never to who rectified', () => {
    const play = playTo('toSignOff').act('R1', 'fixedWell');
    expect(allowedActions(play.hazard, 'safety1', org, NOW)).toContain('closeOut');
    expect(allowedActions(play.hazard, 'workerA2', org, NOW)).not.toContain('closeOut');
  });

  it('are the reporter’s under his alias alone', () => {
    const sealed = playTo('toSignOff', {
      anonymous: true,
      reporters: [{ id: 'r', alias: 'R1', personId: null, anonymous: true, at: NOW }],
    }).hazard;
    expect(allowedActions(sealed, 'R1', org, NOW)).toEqual(['supplement', 'fixedWell', 'notFixed', 'view']);
    expect(actorFor('fixedWell', whoIs(sealed, 'R1'))).toEqual({ kind: 'reporter', alias: 'R1', personId: null });
    expect(actorFor('verifyPass', { personId: 'safety1', alias: 'R1' })).toEqual({ kind: 'person', personId: 'safety1', alias: 'R1' });
  });

  it('keep a sealed reporter who fixed it on the spot from verifying it in his other role', () => {
    const sealed = { id: 'r', alias: 'R1', personId: null, anonymous: true, at: NOW };
    const play = new Play(registered({ fixedOnSpot: true, anonymous: true, reporters: [sealed] })).act({ kind: 'clock' }, 'confirm');
    play.act('head1', 'assess', { grade: 'general' });
    expect(play.hazard).toMatchObject({ state: 'toVerify', rectifiedBy: ['R1'] });
    expect(allowedActions(play.hazard, { personId: 'safety1', alias: 'R1' }, org, NOW)).not.toContain('verifyPass');
    expect(allowedActions(play.hazard, { personId: 'safety1', alias: null }, org, NOW)).toContain('verifyPass');
  });
});

describe('what is seen', () => {
  it('is nothing before routing but to the reporter', () => {
    expect(EVERYBODY.filter((id) => maySee(registered(), id, org))).toEqual(['workerA']);
  });
  it('is of one’s own area and line, and of the unions', () => {
    const { hazard } = playTo('toAssess');
    expect(EVERYBODY.filter((id) => !maySee(hazard, id, org))).toEqual(['workerC', 'leaderC', 'head2']);
  });
  it('is not the name of who chose to be anonymous, nor in danger before he could choose', () => {
    const { hazard } = playTo('toAssess');
    const seen = (h: HazardCase, now = NOW) => EVERYBODY.filter((id) => maySeeReporter(h, 'R1', id, org, now));
    expect(seen(hazard)).toEqual(expect.arrayContaining(['workerA', 'leaderA', 'safety1', 'inspectorA']));
    expect(seen(hazard)).not.toEqual(expect.arrayContaining(['admin']));
    expect(seen({ ...hazard, anonymous: true })).toEqual(['workerA']);
    const danger: HazardCase = { ...hazard, danger: true };
    expect(seen(danger, NOW + 9 * 60_000)).toEqual(['workerA']);
    expect(seen(danger, NOW + 10 * 60_000)).toContain('leaderA');
  });
  it('the person complained of is shown to the assessor above him and to the reporter', () => {
    const { hazard } = playTo('toAssess', { againstId: 'leaderA' });
    expect(EVERYBODY.filter((id) => maySeeAgainst(hazard, id, org))).toEqual(['workerA', 'head1']);
  });
});

describe('the enterprise itself', () => {
  it('is administrated, exported and checked by those who may', () => {
    expect(EVERYBODY.filter((id) => mayAdministrate(id, org))).toEqual(['admin']);
    expect(EVERYBODY.filter((id) => mayVoid(id, org))).toEqual(['admin']);
    expect(EVERYBODY.filter((id) => maySeeSetUp(id, org))).toEqual(['boss', 'bossDeputy', 'union0', 'admin']);
    expect(mayExport('workerA', org)).toBe(false);
    expect(mayExport('inspectorA', org)).toBe(true);
  });
});
