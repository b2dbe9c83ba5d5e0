import { emptyLexicon, interpret, toCorpus } from '../../../src/understanding';
import { handover, peopleNamed, swap, whoIn } from '../../../src/understanding/english/duty';
import { englishItems } from '../../../src/understanding/english/faults';
import { HELD_OR_HURT, peopleTold } from '../../../src/understanding/english/people';
import { ENGLISH_ROWS, ruledIntent } from '../../../src/understanding/english/rules';
import { actionIn, daysIn, levelIn, refIn } from '../../../src/understanding/english/slots';
import { CLOCKS, happenedAt } from '../../../src/understanding/english/times';
import { HAZARD_WORDS } from '../../../src/understanding/english/words';

/** A Wednesday. */
const NOW = Date.parse('2026-05-06T20:15:00+08:00');
const read = (text: string) => toCorpus(interpret(text, null, emptyLexicon, NOW), NOW);

describe('English messages', () => {
  it.each(ENGLISH_ROWS)('by the rules: «$example» is $intent', ({ intent, example }) => {
    expect(ruledIntent(example)).toBe(intent);
  });

  it.each(HAZARD_WORDS)('words of faults: «$example»', ({ pattern, example }) => {
    expect(pattern.test(example)).toBe(true);
  });

  it.each([
    ['Night crew in position, boiler and turbine. Sergey', 'duty.checkin'],
    ['girl with long open hair at the drill press, no net, prototype shop', 'hazard.report'],
    ['Sorry boss, my flight is cancelled, I miss my duty today', 'duty.leave'],
    ['Small idea: hang a mirror at the blind corner between press shop and stores', 'suggestion.submit'],
    ['Man fell from the scaffold at Block 7, conscious but badly hurt, ambulance is on its way', 'accident.report'],
    ['happy birthday to our crane driver, cake at three', 'none'],
    ['Noted, thanks', 'notice.ack'],
    ['#56 done, new guard installed', 'hazard.progress'],
  ])('what it is: %s', (text, intent) => {
    expect(read(text).intent).toBe(intent);
  });

  it('what tells of harm is asked about where what was learned takes it for something else', () => {
    const { intent, confidence, alternatives } = interpret('the chilli noodles in the canteen just killed me', null, emptyLexicon, NOW);
    expect([intent, ...alternatives].map(({ name }) => name)).toContain('accident.report');
    expect(intent.name === 'accident.report' || confidence === 'unsure').toBe(true);
  });

  it('of several faults, each has the site that was named once for all', () => {
    const items = englishItems('Warehouse 5: rack in aisle 12 is bent at the foot / sprinkler valve room is full of cartons', NOW);
    expect(items.map((item) => item.location?.text)).toEqual(['Warehouse 5 aisle 12', 'Warehouse 5 sprinkler valve room']);
  });

  it('no more than twenty faults are told in one message', () => {
    expect(englishItems('leak at gate 3. '.repeat(100), NOW).length).toBeLessThanOrEqual(20);
  });

  it.each([
    ['the fire extinguishers in the paint shop on line 2 are expired', 'paint shop on line 2'],
    ['rail is loose in Workshop B of the Jinhai chemical park', 'Workshop B of the Jinhai chemical park'],
    ['Loading bay 9 has no lights at all, drivers back in blind', 'Loading bay 9'],
    ['no guard on the press', null],
  ])('where: %s', (text, place) => {
    expect(englishItems(text, NOW)[0]?.location?.text ?? null).toBe(place);
  });
});

describe('slots of English messages', () => {
  it.each([
    ['tomorrow', '2026-05-07'],
    ['on Friday', '2026-05-08'],
    ['next Monday', '2026-05-11'],
    ['on the 14th', '2026-05-14'],
    ['on the 2nd', '2026-06-02'],
    ['3 July', '2026-07-03'],
    ['Jan 10', '2027-01-10'],
    ['28/3', '2026-03-28'],
    ['on Christmas day', '2026-12-25'],
    ['at the Mid-Autumn Festival', '2026-09-25'],
  ])('the day of «%s»', (text, day) => {
    expect(daysIn(text, NOW)).toEqual([day]);
  });

  it.each(['31 February', '45 May', 'room 12', 'no day'])('no day in «%s»', (text) => {
    expect(daysIn(text, NOW)).toEqual([]);
  });

  it.each(CLOCKS)('a time of day: «$example»', ({ pattern, example }) => {
    expect(pattern.test(example)).toBe(true);
  });

  it.each([
    ['this morning at half past seven', '2026-05-06T07:30:00+08:00'],
    ['half past seven', '2026-05-06T19:30:00+08:00'],
    ['yesterday 4pm', '2026-05-05T16:00:00+08:00'],
    ['at 2215', '2026-05-05T22:15:00+08:00'],
    ['about ten minutes ago', '2026-05-06T20:05:00+08:00'],
    ['at 12:00 sharp', '2026-05-06T12:00:00+08:00'],
    ['on Sunday evening', '2026-05-03'],
    ['somewhere', undefined],
  ])('when it happened: «%s»', (text, at) => {
    expect(happenedAt(text, NOW)).toBe(at);
  });

  it.each([
    ['Handing over to Xiao Peng. Remarks: compressor 2 is locked out', 'Xiao Peng', 'compressor 2 is locked out'],
    ['shift goes to Bilal. Only thing: hatch 4 cover stays open', 'Bilal', 'hatch 4 cover stays open'],
    ['Handover done', null, undefined],
  ])('a handover: %s', (text, to, remarks) => {
    expect(handover(text)).toEqual({ to, ...(remarks === undefined ? {} : { remarks }) });
  });

  it.each([
    ['can I swap my shift on 24 May with Tom Becker? he gives me his 27 May', '2026-05-24', 'Tom Becker', '2026-05-27'],
    ["Change: I do Ravi's 20 June, he does my 18 June", '2026-06-18', 'Ravi', '2026-06-20'],
  ])('a swap: %s', (text, date, partner, theirDate) => {
    expect(swap(text, NOW)).toEqual({ date, with: partner, theirDate });
  });

  it('people are words in capitals that mean nothing else', () => {
    expect(peopleNamed('Tomorrow Ma Jun and Nurse Adeyemi, not Monday').map(({ name }) => name)).toEqual(['Ma Jun', 'Nurse Adeyemi']);
  });

  it.each([
    ['am I on duty tomorrow', 'me'],
    ['who has the watch on Saturday', 'anyone'],
    ['when is Chen Bo on', 'Chen Bo'],
  ])('whose shift: %s', (text, who) => {
    expect(whoIn(text)).toBe(who);
  });

  it.each([
    ['about YH-20260105-003', 'YH-20260105-003'],
    ['#56 done', '56'],
    ['About 44, can we get more time', '44'],
    ['44 people came', null],
    ['that one', null],
  ])('the case: %s', (text, ref) => {
    expect(refIn(text)).toBe(ref);
  });

  it.each([
    ['118 rejected, they only painted over the rust', 'verifyFail'],
    ['can we get an extension until Friday', 'requestExtension'],
    ["we can't fix it, no spare parts", 'cannotFix'],
    ['re-checked and accepted', 'verifyPass'],
    ['new cover fitted', 'rectify'],
  ])('what became of a case: %s', (text, action) => {
    expect(actionIn(text)).toBe(action);
  });

  it.each([
    ['whole plant walked, nothing found', 'plant'],
    ['workshop round fine', 'workshop'],
    ['our crew has nothing to report', 'team'],
    ['my crane is fine', 'post'],
    ['all fine', null],
  ])('for whom a zero report speaks: %s', (text, level) => {
    expect(levelIn(text)).toBe(level);
  });

  it.each(HELD_OR_HURT)('people: «$example»', ({ field, example }) => {
    expect(peopleTold(example)[field]).toBeGreaterThan(0);
  });

  it.each([
    ['12 people injured, 4 of them serious, nobody dead', { deaths: 0, seriousInjuries: 4, injuries: 12 }],
    ['death toll 4, two still trapped', { deaths: 4, trapped: 2 }],
    ['put out with extinguishers, no one injured', { injuries: 0 }],
    ['sprained ankle, treated on site', { minorInjuries: 1 }],
    ['5 rescued, nobody left inside', { trapped: 0 }],
  ])('how many: %s', (text, counts) => {
    expect(peopleTold(text)).toEqual(counts);
  });
});
