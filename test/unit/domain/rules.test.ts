import { addDays, afterQuiet, dayOf, endOfDay, instantOf, isQuiet, minuteOfDay, startOfDay } from '../../../src/domain/calendar';
import { answersFor, digestFor, digestReaders, morningDigest } from '../../../src/domain/digest';
import type { HazardCase } from '../../../src/domain/hazard/case';
import { dangerAlarm, decide } from '../../../src/domain/hazard/decide';
import { gramsOf, likeness } from '../../../src/domain/hazard/grams';
import { firstRung, nextRung, recipientsOf, rungsOf } from '../../../src/domain/hazard/ladder';
import { TRANSITIONS } from '../../../src/domain/hazard/machine';
import { allPolicyFaults, BASE_POLICY, effectivePolicy, limitFor, policyFaults } from '../../../src/domain/hazard/policyTable';
import { similarCases } from '../../../src/domain/hazard/similar';
import { clockKey, onTick } from '../../../src/domain/hazard/tick';
import { HAZARD_ACTIONS, HAZARD_STATES } from '../../../src/domain/hazard/types';
import { mayUndo, undoPlan } from '../../../src/domain/hazard/undo';
import * as query from '../../../src/domain/organisationQueries';
import { setUpFaults } from '../../../src/domain/setUpFaults';
import { DAY, HOUR, NOW, organisation, Play, playTo, registered, withEffects } from './world';

const at = (day: string, hour: number, minute = 0) => instantOf(day, hour * 60 + minute);

describe('the calendar of Asia/Shanghai', () => {
  it('knows days and minutes', () => {
    expect(dayOf(Date.UTC(2026, 10, 23, 15, 59))).toBe('2026-11-23');
    expect(dayOf(Date.UTC(2026, 10, 23, 16, 0))).toBe('2026-11-24');
    expect(minuteOfDay(NOW)).toBe(540);
    expect(startOfDay(NOW)).toBe(at('2026-11-23', 0));
    expect(endOfDay(NOW)).toBe(at('2026-11-24', 0) - 1);
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(instantOf('2026-02-30')).toBeNaN();
    expect(instantOf('23.11.2026')).toBeNaN();
  });
  it('holds back over midnight until the quiet hours end', () => {
    const quiet = { fromMinute: 1320, toMinute: 360 };
    expect(afterQuiet(at('2026-11-23', 21, 59), quiet)).toBe(at('2026-11-23', 21, 59));
    expect(afterQuiet(at('2026-11-23', 22), quiet)).toBe(at('2026-11-24', 6));
    expect(afterQuiet(at('2026-11-24', 3), quiet)).toBe(at('2026-11-24', 6));
    expect(isQuiet(at('2026-11-24', 6), quiet)).toBe(false);
    expect(isQuiet(NOW, { fromMinute: 60, toMinute: 60 })).toBe(false);
  });
});

describe('the policy table (ruling 17)', () => {
  it('is sound as it is delivered', () => {
    expect(policyFaults(BASE_POLICY)).toEqual([]);
  });
  const policy = effectivePolicy(organisation(), 'teamA');
  it.each([
    ['firstAnswer', 'general', false, 'team', 4 * HOUR],
    ['firstAnswer', 'major', false, 'team', HOUR],
    ['dangerAnswer', 'general', true, 'team', 5 * 60_000],
    ['ownerAccept', 'general', false, 'team', 8 * HOUR],
    ['ownerAccept', 'major', false, 'team', HOUR],
    ['interimControl', 'major', false, 'team', 2 * HOUR],
    ['interimControl', 'general', false, 'team', null],
    ['plan', 'general', false, 'plant', DAY],
    ['plan', 'major', false, 'team', DAY],
    ['rectify', 'general', false, 'post', 3 * DAY],
    ['rectify', 'general', false, 'team', 3 * DAY],
    ['rectify', 'general', false, 'workshop', 7 * DAY],
    ['rectify', 'general', false, 'plant', 15 * DAY],
    ['rectify', 'major', false, 'team', 7 * DAY],
    ['verify', 'general', false, 'team', 2 * DAY],
    ['verify', 'major', false, 'team', DAY],
    ['unionSign', 'general', false, 'plant', 2 * DAY],
    ['unionSign', 'major', false, 'plant', DAY],
    ['reporterWord', 'general', false, 'team', DAY],
    ['route', 'general', false, 'team', 10 * 60_000],
  ] as const)('%s, %s, danger %s, %s: %s ms', (step, grade, danger, level, limit) => {
    expect(limitFor(policy, step, grade, danger, level)).toBe(limit);
  });
  it('follows the follow-ups and the ladder', () => {
    expect(policy.followUps).toEqual({ general: [30 * DAY], major: [7 * DAY, 30 * DAY] });
    expect(policy.ladder).toEqual({ general: [4 * HOUR, DAY], major: [HOUR, 4 * HOUR] });
  });
  it('takes differences down the tree, the nearest last, and leaves a faulty one out', () => {
    const org = organisation([], {
      plant: { limits: { general: { verify: '3d', assign: '2h' } } },
      ws1: { limits: { general: { verify: '1d' } }, quiet: { from: '23:00' } },
      teamA: { limits: { general: { verify: 'soon' } } },
    });
    expect(effectivePolicy(org, 'teamA')).toMatchObject({
      limits: { general: { verify: DAY, assign: 2 * HOUR, firstAnswer: 4 * HOUR } },
      quiet: { fromMinute: 1380, toMinute: 360 },
    });
    expect(effectivePolicy(org, 'teamC').limits.general.verify).toBe(3 * DAY);
  });
  it('names every fault by its place', () => {
    expect(
      policyFaults(
        {
          limits: { general: { verify: 'soon', veryfy: '2d' } },
          remindAt: 2,
          quiet: { from: '25:00' },
          ladder: { major: ['4h', '1h'] },
          dayly: '1d',
        },
        true,
      ),
    ).toEqual(
      expect.arrayContaining([
        { path: 'limits.general.verify', code: 'badDuration', value: '"soon"' },
        { path: 'limits.general.veryfy', code: 'unknownKey', value: '' },
        { path: 'remindAt', code: 'badShare', value: '2' },
        { path: 'quiet.from', code: 'badTime', value: '"25:00"' },
        { path: 'ladder.major', code: 'ladderOrder', value: '["4h","1h"]' },
        { path: 'dayly', code: 'unknownKey', value: '' },
      ]),
    );
    expect(allPolicyFaults(organisation([], { teamA: { undo: 5 } }))).toEqual([
      { path: 'undo', code: 'wrongType', value: '5', unitId: 'teamA' },
    ]);
    expect(policyFaults({}).map((fault) => fault.code)).toContain('missing');
    expect(policyFaults({ undo: '0m' }, true)).toEqual([{ path: 'undo', code: 'badDuration', value: '"0m"' }]);
  });
});

describe('questions to the enterprise', () => {
  const org = organisation();
  it('walks the tree', () => {
    expect(query.unitPath(org, 'teamA')).toBe('东方机械厂/一车间/甲班');
    expect(query.ancestors(org, 'teamA').map((unit) => unit.id)).toEqual(['ws1', 'plant']);
    expect(query.isUnder(org, 'teamA', 'ws1')).toBe(true);
    expect(query.isUnder(org, 'teamC', 'ws1')).toBe(false);
    expect(query.descendants(org, 'ws1')).toEqual(['teamA', 'teamB']);
    expect([...query.unitsInLine(org, 'ws1')].sort()).toEqual(['plant', 'teamA', 'teamB', 'ws1']);
    expect(query.unitsInLine(org, 'nowhere')).toEqual([]);
  });
  it('finds people by their whole name, those who left by none', () => {
    const [one] = [...org.people.values()].filter((person) => person.active);
    if (one === undefined) throw new Error('nobody');
    const twins = new Map([
      ...org.people,
      ['twin', { ...one, id: 'twin' }] as const,
      ['left', { ...one, id: 'left', active: false }] as const,
    ]);
    expect(query.peopleNamed({ ...org, people: twins }, one.name).map((person) => person.id)).toEqual([one.id, 'twin']);
    expect(query.peopleNamed(org, one.name.slice(0, -1))).toEqual([]);
  });
  it('finds leaders, officers and unions, climbing over vacant posts', () => {
    expect(query.leaderOf(org, 'teamA')).toEqual({ personId: 'leaderA', deputyId: 'deputyA', role: 'teamLeader', unitId: 'teamA' });
    expect(query.leaderOf(organisation(['leaderA']), 'teamA')).toBeNull();
    expect(query.lineAbove(org, 'teamA').map((h) => h.personId)).toEqual(['head1', 'boss']);
    expect(query.safetyOfficerFor(org, 'teamC')?.personId).toBe('safety0');
    expect(query.unionSupervisorFor(org, 'teamA')?.personId).toBe('inspectorA');
    expect(query.unionSupervisorFor(org, 'teamB')?.personId).toBe('branch1');
    expect(query.unionSupervisorFor(org, 'teamC')?.personId).toBe('union0');
    expect(query.unionSupervisorFor(organisation(['union0']), 'teamC')?.personId).toBe('city');
    expect(query.dutyContactsFor(org, 'teamA').map((c) => c.personId)).toEqual(['duty', 'boss']);
    expect(query.rolesOf(org, 'deputyA')).toContainEqual({ role: 'teamLeader', unitId: 'teamA', asDeputy: true });
  });
  it('a deputy stands in for a holder who left', () => {
    const left = { ...org, people: new Map([...org.people].map(([id, p]) => [id, id === 'leaderA' ? { ...p, active: false } : p])) };
    expect(query.leaderOf(left, 'teamA')).toEqual({ personId: 'deputyA', deputyId: null, role: 'teamLeader', unitId: 'teamA' });
  });
  it('knows who works under whom', () => {
    expect([...query.subordinatesOf(org, 'head1')].sort()).toEqual(
      ['branch1', 'deputyA', 'inspectorA', 'leaderA', 'leaderB', 'safety1', 'workerA', 'workerA2', 'workerB'].sort(),
    );
    const under = query.subordinatesOf(org, 'boss');
    expect(['union0', 'city', 'boss'].filter((id) => under.has(id))).toEqual([]);
    expect(under.has('safety0')).toBe(true);
    expect(query.subordinatesOf(org, 'bossDeputy').has('boss')).toBe(false);
    expect(query.subordinatesOf(org, 'workerA').size).toBe(0);
  });
  it('names what is missing at set-up', () => {
    expect(setUpFaults(org)).toEqual([]);
    const holes = {
      ...organisation(['leaderB', 'safety1', 'safety0', 'duty', 'boss', 'union0', 'city']),
      places: [{ id: 'p', unitId: 'gone', name: '老锅炉房', aliases: [], kind: 'place' as const }],
    };
    const faults = setUpFaults(holes);
    expect(faults).toContainEqual({ kind: 'noHead', unitId: 'teamB', unit: '东方机械厂/一车间/乙班' });
    expect(faults).toContainEqual({ kind: 'noSafetyOfficer', unitId: 'teamC', unit: '东方机械厂/二车间/丙班' });
    expect(faults).toContainEqual({ kind: 'noUnionSupervisor', unitId: 'ws2', unit: '东方机械厂/二车间' });
    expect(faults).not.toContainEqual(expect.objectContaining({ kind: 'noUnionSupervisor', unitId: 'teamB' }));
    expect(faults).toContainEqual({ kind: 'noDutyContact', unitId: 'plant', unit: '东方机械厂' });
    expect(faults).toContainEqual({ kind: 'placeWithoutUnit', placeId: 'p', place: '老锅炉房' });
  });
});

describe('the machine', () => {
  it('names only known states, and every state can be reached and left or is an end', () => {
    const reached = new Set<string>(['registered']);
    for (let grew = true; grew;) {
      grew = false;
      for (const action of HAZARD_ACTIONS) {
        const { from, to } = TRANSITIONS[action];
        if (!from.some((state) => reached.has(state))) continue;
        for (const state of to) if (state !== 'same' && !reached.has(state)) grew = Boolean(reached.add(state));
      }
    }
    expect([...reached].sort()).toEqual([...HAZARD_STATES].sort());
    for (const state of HAZARD_STATES)
      expect(
        HAZARD_ACTIONS.some((a) => TRANSITIONS[a].from.includes(state) && TRANSITIONS[a].to.some((t) => t !== 'same' && t !== state)),
      ).toBe(true);
  });
  it('never lets looking or undoing be an act', () => {
    const context = { now: NOW, organisation: organisation() };
    for (const action of ['view', 'undo'] as const)
      expect(decide(registered(), { kind: 'clock' }, action, {}, context)).toEqual({ kind: 'refused', key: 'notAnAct' });
  });
});

describe('the ladder', () => {
  const org = organisation();
  const policy = effectivePolicy(org, 'teamA');
  const span = { step: 'firstAnswer', startedAt: NOW, dueAt: NOW + 4 * HOUR } as const;
  it('reminds at three quarters, then climbs by grade', () => {
    expect(rungsOf(span, policy, 'general').map((r) => r.at - NOW)).toEqual([3 * HOUR, 4 * HOUR, 8 * HOUR, 28 * HOUR]);
    expect(rungsOf(span, policy, 'major').map((r) => r.at - NOW)).toEqual([3 * HOUR, 4 * HOUR, 5 * HOUR, 8 * HOUR]);
  });
  it('is held back by quiet hours for what is general alone', () => {
    const late = { step: 'firstAnswer', startedAt: at('2026-11-23', 20), dueAt: at('2026-11-24', 0) } as const;
    expect(firstRung(late, policy, 'general', false)).toEqual({ rung: 0, at: at('2026-11-24', 6) });
    expect(firstRung(late, policy, 'major', false)).toEqual({ rung: 0, at: at('2026-11-23', 23) });
    expect(firstRung(late, policy, 'general', true)).toEqual({ rung: 0, at: at('2026-11-23', 23) });
  });
  it('goes on daily for ever and does not make up for missed days', () => {
    const deadline = { id: 'd', cycle: 1, ...span, rung: 3, nextAt: null, closedAt: null };
    expect(nextRung(deadline, policy, 'major', NOW + 8 * HOUR)).toEqual({ rung: 4, at: NOW + 8 * HOUR + DAY });
    const after = nextRung(deadline, policy, 'major', NOW + 10 * DAY);
    expect(after?.at).toBeGreaterThan(NOW + 10 * DAY);
    expect(after?.at).toBeLessThanOrEqual(NOW + 11 * DAY);
    expect(nextRung({ ...deadline, rung: 0, step: 'followUp' }, policy, 'general', NOW)).toBeNull();
  });
  it('tells assessor, level above, union, unit head and enterprise union in turn', () => {
    const { hazard } = playTo('toAssess');
    const told = (rung: number) => recipientsOf({ step: 'firstAnswer', rung }, hazard, org, NOW).map((r) => `${r.personId} ${r.occasion}`);
    expect(told(0)).toEqual(['leaderA remind', 'safety1 remind']);
    expect(told(1)).toEqual(['leaderA remind', 'safety1 remind', 'deputyA remind', 'head1 escalated']);
    expect(told(2)).toEqual(['leaderA remind', 'safety1 remind', 'deputyA remind', 'boss escalated', 'inspectorA escalated']);
    expect(told(3)).toEqual(['leaderA remind', 'safety1 remind', 'deputyA remind', 'boss escalated', 'union0 escalated']);
    expect(told(9)).toEqual(told(3));
  });
  it('climbs the union for its own step', () => {
    const { hazard } = playTo('toSignOff', { proposedGrade: 'major' });
    const told = (rung: number) => recipientsOf({ step: 'unionSign', rung }, hazard, org, NOW).map((r) => r.personId);
    expect(told(0)).toEqual(['inspectorA']);
    expect(told(1)).toEqual(['inspectorA', 'branch1']);
    expect(told(2)).toEqual(['inspectorA', 'union0']);
    expect(told(3)).toEqual(['inspectorA', 'boss', 'union0']);
  });
  it('never tells the person complained of or his people', () => {
    const { hazard } = playTo('toAssess', { againstId: 'head1' });
    const told = [0, 1, 2, 3].flatMap((rung) => recipientsOf({ step: 'firstAnswer', rung }, hazard, org, NOW).map((r) => r.personId));
    expect(new Set(told)).toEqual(new Set(['boss', 'safety0', 'bossDeputy', 'union0']));
  });
});

describe('a limit that falls due', () => {
  it('fires each rung once, on record, and says so when it is late', () => {
    const play = playTo('toAssess');
    play.tick();
    expect(play.now).toBe(NOW + 3 * HOUR);
    expect(play.told('remind')).toEqual(['leaderA', 'safety1']);
    const [deadline] = play.hazard.deadlines.filter((d) => d.step === 'firstAnswer');
    expect(onTick(play.hazard, deadline?.id ?? '', { now: play.now, organisation: play.org }, 0).kind).toBe('nothing');
    const tick = play.tick(NOW + 5 * HOUR);
    expect(tick).toMatchObject({ kind: 'fired', late: true });
    expect(play.told('escalated')).toEqual(['head1']);
    expect(play.hazard.records.map((r) => (r.kind === 'escalation' ? [r.data.rung, r.data.late] : null))).toEqual([
      [0, false],
      [1, true],
    ]);
  });
  it('does nothing when it has been overtaken', () => {
    const play = playTo('toAssess');
    const id = play.hazard.deadlines.find((d) => d.step === 'firstAnswer')?.id ?? '';
    play.act('leaderA', 'assess', { grade: 'general' }).wait(DAY);
    expect(onTick(play.hazard, id, { now: play.now, organisation: play.org })).toEqual({ kind: 'nothing', deadline: null });
  });
  it('has one key for each firing', () => {
    expect(clockKey('h1', { cycle: 2, step: 'verify', dueAt: 5, rung: 1 })).toBe('h1:2:verify:5:1');
  });
  it('tries routing again while the directory is empty', () => {
    const org = { ...organisation(), roles: [] };
    const play = new Play(registered({}, org), org);
    expect(play.tick()).toMatchObject({ kind: 'nothing', deadline: { nextAt: NOW + 10 * 60_000 + HOUR } });
    expect(play.hazard.state).toBe('registered');
  });
});

describe('danger (ruling 18)', () => {
  it('calls one after the other every five minutes until somebody answers', () => {
    const play = new Play(registered({ danger: true }));
    const alarm = dangerAlarm(play.hazard, { now: NOW, organisation: play.org });
    expect(alarm[0]).toMatchObject({ kind: 'tell', occasion: 'danger', to: { kind: 'dutyContact', position: 1 } });
    play.act({ kind: 'clock' }, 'confirm');
    expect(play.told('toAssess')).toEqual(['leaderA', 'safety1']);
    const calls: string[] = [];
    for (let minute = 5; minute <= 45; minute += 5) {
      play.tick();
      expect(play.now).toBe(NOW + minute * 60_000);
      const { last } = play;
      const to = last && 'effects' in last ? last.effects.flatMap((e) => (e.kind === 'tell' && e.occasion === 'danger' ? [e.to] : [])) : [];
      calls.push(...to.map((t) => (t.kind === 'dutyContact' ? `duty${t.position}` : t.kind === 'person' ? t.personId : '')));
      if (minute === 40) break;
    }
    expect(calls).toEqual(['duty2', 'leaderA', 'safety1', 'inspectorA', 'head1', 'union0', 'duty1', 'duty2']);
    play.act('duty', 'handled');
    expect(play.open()).toEqual(['firstAnswer']);
    expect(play.try('boss', 'handled')).toEqual({ kind: 'alreadyDone', by: 'duty', at: play.now });
  });
  it('lets the reporter choose to be anonymous for his ten minutes although it is routed at once', () => {
    const play = new Play(registered({ danger: true })).act({ kind: 'clock' }, 'confirm');
    expect(play.wait(9 * 60_000).try('R1', 'goAnonymous')).toMatchObject({ journal: { seenBy: [] } });
    const later = new Play(registered({ danger: true })).act({ kind: 'clock' }, 'confirm').wait(10 * 60_000);
    expect(later.try('R1', 'goAnonymous')).toMatchObject({ journal: { seenBy: ['leaderA', 'inspectorA', 'safety1'] } });
  });
  it('is called off with one tap; the report stays', () => {
    const play = new Play(registered({ danger: true })).act({ kind: 'clock' }, 'confirm').act('R1', 'falseAlarm');
    expect(play.hazard).toMatchObject({ danger: false, state: 'toAssess' });
    expect(play.open()).toEqual(['firstAnswer']);
    expect(play.told('progress')).toEqual(['duty1', 'inspectorA']);
  });
  it('counts an assessment as an answer to nothing else', () => {
    const hazard = withEffects({ ...registered(), danger: true }, [], 'clock', NOW);
    expect(decide(hazard, { kind: 'person', personId: 'boss' }, 'handled', {}, { now: NOW, organisation: organisation() })).toEqual({
      kind: 'refused',
      key: 'notDanger',
    });
  });
});

describe('taking a press back', () => {
  it('is for who did it, within five minutes, where nothing came after', () => {
    const play = playTo('toAssign');
    const before = play.hazard;
    play.act('leaderA', 'assign', { personId: 'workerA2' });
    const last = { action: 'assign' as const, by: 'leaderA', at: NOW, version: play.hazard.version };
    expect(mayUndo(play.hazard, last, 'leaderA', NOW + 5 * 60_000)).toBe(true);
    expect(mayUndo(play.hazard, last, 'leaderA', NOW + 5 * 60_000 + 1)).toEqual({ refused: 'undoTooLate' });
    expect(mayUndo(play.hazard, last, 'boss', NOW)).toEqual({ refused: 'undoNotYours' });
    expect(mayUndo({ ...play.hazard, version: 99 }, last, 'leaderA', NOW)).toEqual({ refused: 'undoOvertaken' });
    expect(mayUndo(play.hazard, { ...last, action: 'void' }, 'leaderA', NOW)).toEqual({ refused: 'undoNotThis' });
    expect(mayUndo(play.hazard, null, 'leaderA', NOW)).toEqual({ refused: 'undoNothing' });
    const plan = undoPlan(before, play.hazard);
    expect({ ...play.hazard, ...plan.patch, version: 0, deadlines: [] }).toEqual({ ...before, version: 0, deadlines: [] });
    const steps = (ids: readonly string[]) => play.hazard.deadlines.filter((d) => ids.includes(d.id)).map((d) => d.step);
    expect(steps(plan.reopenDeadlineIds)).toEqual(['assign']);
    expect(steps(plan.closeDeadlineIds)).toEqual(['ownerAccept', 'rectify']);
  });
});

describe('«是不是这一条？»', () => {
  it('asks about the same door, not about another thing nor an old one', () => {
    const first = registered({ unitId: 'teamA' });
    const again: HazardCase = { ...first, id: 'new', placeId: null, placeText: '3号配电箱', description: '3号配电箱的门掉了,线露在外面' };
    const like = (report: HazardCase, cases: readonly HazardCase[]) =>
      similarCases(report, cases, organisation(), 72 * HOUR).map((s) => s.id);
    expect(like({ ...again, reportedAt: NOW + HOUR }, [first])).toEqual(['h1']);
    expect(like({ ...again, reportedAt: NOW + 73 * HOUR }, [first])).toEqual([]);
    expect(like(first, [first])).toEqual([]);
    expect(like({ ...again, placeText: '食堂', description: '地面有油很滑', accidentType: 'fall', cause: 'environment' }, [first])).toEqual(
      [],
    );
    expect(like(again, [{ ...first, state: 'closed' }])).toEqual([]);
  });
  it.each([
    ['灭火器坏了', '插座坏了'],
    ['灭火器没了', '消防门没关'],
    ['护栏松了', '吊灯松了'],
  ])('never asks whether «%s» is «%s» in the same place', (one, other) => {
    const told = (description: string): HazardCase => ({
      ...registered({ unitId: 'teamA' }),
      placeId: 'p1',
      placeText: '二车间东头',
      cause: 'equipment',
      accidentType: 'fire',
      description: `二车间东头${description}`,
    });
    const asked = (words: string) => similarCases({ ...told(words), id: 'new' }, [told(one)], organisation(), 72 * HOUR).map((s) => s.id);
    expect(asked(other)).toEqual([]);
    expect(asked(`的${one}`)).toEqual(['h1']);
  });
  it('never takes two kinds in two known places for one, however alike the words', () => {
    const one = registered({ unitId: 'teamA', placeId: 'p1', placeText: '二车间东头', cause: 'equipment', accidentType: 'fire' });
    const other: HazardCase = { ...one, id: 'new', placeId: 'p2' };
    const like = (report: HazardCase) => similarCases(report, [one], organisation(), 72 * HOUR).map((s) => s.id);
    expect(like({ ...other, accidentType: 'fall' })).toEqual([]);
    expect(like(other)).toEqual(['h1']);
    expect(like({ ...other, placeId: 'p1', accidentType: 'fall' })).toEqual(['h1']);
  });
  it('compares by pairs of characters in one normal form', () => {
    expect(gramsOf('配电箱 A3')).toEqual(['配电', '电箱', 'a3']);
    expect(likeness('配电箱', '配电箱')).toBe(1);
    expect(likeness('ABC', 'abc')).toBe(1);
    expect(likeness('', 'abc')).toBe(0);
  });
});

describe('the list of 8:00', () => {
  it('holds what is late by name and what falls due today, for those who answer for it', () => {
    const org = organisation();
    const { hazard } = playTo('rectifying');
    const lateAt = NOW + 3 * DAY + 23 * HOUR;
    expect(digestFor('head1', [hazard], org, lateAt)).toEqual({
      personId: 'head1',
      late: [{ hazardId: 'h1', number: 'YH-2026-000001', step: 'rectify', dueAt: NOW + 3 * DAY, owedBy: ['workerA2'] }],
      dueToday: [],
    });
    expect(digestFor('leaderA', [hazard], org, NOW + 3 * DAY - HOUR).dueToday).toHaveLength(1);
    expect(digestFor('leaderA', [hazard], org, NOW).dueToday).toHaveLength(0);
    expect(digestFor('head2', [hazard], org, lateAt).late).toEqual([]);
    expect(morningDigest([hazard], org, lateAt).get('boss')).toEqual({ late: ['h1'], today: [] });
    expect(morningDigest([hazard], org, NOW).size).toBe(0);
    expect(answersFor('head1', { ...hazard, againstId: 'head1' }, org)).toBe(false);
    expect(digestReaders(org)).toEqual(expect.arrayContaining(['leaderA', 'head1', 'boss', 'safety1', 'inspectorA', 'union0']));
    expect(digestReaders(org)).not.toContain('workerA');
  });
});
