import type { Role } from '../src/domain/organisation';
import { rolesOf } from '../src/domain/organisationQueries';
import type { Tell, TellFacts } from '../src/outbox/intents';
import type { Card, CardButton, CardFact } from './card';
import { dutyContactsOf } from './names';
import { when } from './time';
import { readableParams } from './params';
import type { Translate } from './translate';

/** What to write, by role. Each example can be tapped where it is harmless to say. */
export function helpCard(tell: Extract<Tell, { kind: 'help' }>, facts: TellFacts, t: Translate): Card {
  const groups = groupsOf(facts);
  return {
    ...frame(t(`cards:help.title.${tell.why}`), facts, t),
    facts: groups.map((group) => ({ label: t(`cards:help.group.${group}`), value: t(`cards:help.examples.${group}`) })),
    body: [t('cards:help.photo'), t('cards:help.danger')].join('\n'),
    buttons: [
      say(t, 'mine'),
      ...(groups.includes('assess') || groups.includes('union') ? [say(t, 'waitingForMe')] : []),
      say(t, 'channels'),
    ],
    menu: [say(t, 'privacy'), say(t, 'myData')],
  };
}

/** A button that says something: what it is called and what is said are two things, for only words that are understood may be said. */
function say(t: Translate, key: string): CardButton {
  return { text: t(`common:say.${key}`), style: 'plain', act: { kind: 'say', text: t(`common:typed.${key}`) } };
}

type HelpGroup = 'report' | 'mine' | 'assess' | 'own' | 'verify' | 'union' | 'leader' | 'admin' | 'more';

function groupsOf(facts: TellFacts): readonly HelpGroup[] {
  const held = facts.reader.kind === 'stranger' ? [] : rolesOf(facts.organisation, facts.reader.personId).map((r) => r.role);
  const is = (...roles: Role[]): boolean => roles.some((r) => held.includes(r));
  return [
    'report',
    'mine',
    ...(is('teamLeader', 'workshopHead', 'safetyOfficer', 'unitHead', 'leaderInCharge') ? (['assess', 'own', 'verify'] as const) : []),
    ...(is('unionGroupInspector', 'unionBranchChair', 'enterpriseUnionChair', 'higherUnion') ? (['union'] as const) : []),
    ...(is('workshopHead', 'unitHead', 'leaderInCharge', 'enterpriseUnionChair') ? (['leader'] as const) : []),
    ...(is('administrator') ? (['admin'] as const) : []),
    'more',
  ];
}

/** What is collected, why, how long, and what one can ask for (个人信息保护法 第七、十七、四十四条). */
export function privacyCard(tell: Extract<Tell, { kind: 'privacy' }>, facts: TellFacts, t: Translate): Card {
  const row = (key: string): CardFact => ({ label: t(`cards:privacy.label.${key}`), value: t(`cards:privacy.${key}`) });
  const keeper = administratorName(facts);
  return {
    ...frame(t(tell.firstUse ? 'cards:privacy.titleFirst' : 'cards:privacy.title'), facts, t),
    facts: ['collected', 'notCollected', 'why', 'whoSees', 'howLong', 'anonymous', 'rights'].map(row),
    body: keeper === null ? t('cards:privacy.askUnion') : t('cards:privacy.ask', { who: keeper }),
    buttons: [say(t, 'myData')],
    wordsHint: t('cards:privacy.hint'),
  };
}

function administratorName(facts: TellFacts): string | null {
  const holder = facts.organisation.roles.find(
    (r) => r.role === 'administrator' && facts.organisation.people.get(r.personId)?.active === true,
  );
  return holder === undefined ? null : (facts.organisation.people.get(holder.personId)?.name ?? null);
}

/** 我的数据: what is kept of the reader, line by line, by the keys the handler gives. */
export function myDataCard(tell: Extract<Tell, { kind: 'myData' }>, facts: TellFacts, t: Translate): Card {
  const lines = tell.lines.map((l) => t(l.key, readableParams(l.params ?? {}, facts, t)));
  return {
    ...frame(t('cards:myData.title'), facts, t),
    body: lines.length === 0 ? t('cards:myData.nothing') : lines.join('\n'),
    buttons: [say(t, 'privacy')],
    wordsHint: t('cards:myData.hint'),
  };
}

/** 举报渠道: duty contacts of the reader's unit, 12350 and 12351, and what each is for. */
export function channelsCard(facts: TellFacts, t: Translate): Card {
  return {
    ...frame(t('cards:channels.title'), facts, t),
    facts: [
      ...dutyFacts(facts, unitOfReader(facts), t),
      { label: t('cards:label.emergency'), value: t('cards:emergencyNumbers') },
      { label: '12350', value: t('cards:channels.safety') },
      { label: '12351', value: t('cards:channels.union') },
    ],
    body: [t('cards:channels.inside'), t('cards:channels.outside')].join('\n'),
  };
}

/** Danger, first answer: get away, whom to call; no question before that (rules §2.5). */
export function dangerAdviceCard(tell: Extract<Tell, { kind: 'dangerAdvice' }>, facts: TellFacts, t: Translate): Card {
  const hazard = tell.hazardId === null ? undefined : facts.cases.get(tell.hazardId);
  const allowed = hazard === undefined ? [] : (facts.allowed.get(hazard.id) ?? []);
  const falseAlarm: CardButton[] =
    hazard !== undefined && allowed.includes('falseAlarm')
      ? [{ text: t('hazard:action.falseAlarm'), style: 'plain', act: { kind: 'hazard', hazardId: hazard.id, action: 'falseAlarm' } }]
      : [];
  const time = when(facts.now, facts.now, t);
  const words = tell.words.join(t('common:listJoin'));
  return {
    ...frame(t('cards:danger.adviceTitle'), facts, t),
    subtitle: hazard === undefined ? time : t('cards:subtitle', { number: hazard.number, when: time }),
    tone: 'danger',
    facts: [
      ...dutyFacts(facts, hazard?.unitId ?? unitOfReader(facts), t),
      { label: t('cards:label.emergency'), value: t('cards:emergencyNumbers'), emphasis: true },
    ],
    body: [
      t('cards:danger.leave'),
      t('cards:danger.alerted'),
      ...(words === '' ? [] : [t('cards:danger.because', { words })]),
      ...(falseAlarm.length > 0 ? [t('cards:danger.ifNone')] : []),
    ].join('\n'),
    buttons: falseAlarm,
    ...(hazard === undefined ? {} : { wordsHint: t('cards:danger.hint', { number: hazard.number }) }),
  };
}

function unitOfReader(facts: TellFacts): string | null {
  return facts.reader.kind === 'stranger' ? null : (facts.organisation.people.get(facts.reader.personId)?.unitId ?? null);
}

function dutyFacts(facts: TellFacts, unitId: string | null, t: Translate): readonly CardFact[] {
  return dutyContactsOf(facts.organisation, unitId).map((c) => ({
    label: t('cards:label.dutyPhone', { position: c.position }),
    value: t('cards:nameAndPhone', { name: c.name, phone: c.phone }),
    emphasis: true,
  }));
}

function frame(title: string, facts: TellFacts, t: Translate): Card {
  const base = { tone: 'normal', facts: [], selects: [], buttons: [], menu: [] } as const;
  return { source: t('common:product'), title, subtitle: when(facts.now, facts.now, t), ...base };
}
