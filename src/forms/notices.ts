import {
  actorName,
  actorNames,
  cell,
  formDay,
  formInstant,
  formNumber,
  orEmpty,
  photoHashes,
  placeOf,
  recordsOfKind,
  unitOf,
} from './facts';
import type { FormDocument, FormField } from './document';
import type { FormFacts } from './facts';

type Wording = 'order' | 'advice';

/**
 * 整改通知书 (forms §4): the employer's written order to the owner, in three copies. Fields in the order of the form; the
 * reporter is «职工上报».
 */
export function rectificationNotice(facts: FormFacts): FormDocument {
  const { t } = facts;
  const number = orEmpty(formNumber(facts.hazard, 'ZG'), t);
  return {
    ...head(facts, number, t('forms:notice.title')),
    fields: [
      text(t('forms:field.number'), number),
      ...body(facts, 'order'),
      text(t('forms:field.consequence'), t('forms:notice.consequence')),
      text(t('forms:field.answer'), t('forms:notice.answer', { number: facts.hazard.number, until: formInstant(facts.hazard.dueAt, t) })),
      ...issue(facts, facts.hazard.assessedBy, facts.hazard.assignedAt ?? facts.hazard.assessedAt),
      text(t('forms:field.slip'), doneSoFar(facts)),
    ],
    notes: [t('forms:copies'), t('forms:seal')],
  };
}

/**
 * 工会劳动保护监督检查建议书 (forms §4, union variant). Where the union has advised to stop work or to leave, it is the 停产整改 /
 * 撤离 variant, with danger, extent, time to the minute and what the employer decided when.
 */
export function unionProposal(facts: FormFacts): FormDocument {
  const { hazard, t } = facts;
  const number = orEmpty(formNumber(hazard, 'JY'), t);
  const advice = recordsOfKind(hazard, 'stopWorkAdvice').at(-1);
  const asked = advice ?? [...recordsOfKind(hazard, 'flag'), ...recordsOfKind(hazard, 'urge')].sort((a, b) => a.at - b.at).at(-1);
  const kind = advice?.data.kind;
  const limit = kind === undefined ? null : hazard.policy.advice[kind];
  const answerDue = advice && limit !== null ? formInstant(advice.at + limit, t) : t('forms:proposal.solveLimit');
  const title = kind === undefined ? 'forms:proposal.title' : `forms:proposal.title_${kind}`;
  const urgent: readonly FormField[] = advice
    ? [
        text(t('forms:field.danger'), orEmpty(advice.data.text, t)),
        text(t('forms:field.extent'), t(`forms:proposal.extent_${advice.data.kind}`, { unit: unitOf(facts), place: placeOf(facts) })),
        text(t('forms:field.proposedAt'), formInstant(advice.at, t)),
        text(t('forms:field.decision'), orEmpty(advice.data.answer, t)),
      ]
    : [];
  return {
    ...head(facts, number, t(title)),
    fields: [
      text(t('forms:field.number'), number),
      ...body(facts, 'advice'),
      text(t('forms:field.consequence'), t('forms:proposal.consequence')),
      text(t('forms:field.answer'), t('forms:proposal.answer')),
      ...issue(facts, asked?.by ?? hazard.unionSupervisorId, asked?.at ?? null),
      text(t('forms:field.slip'), doneSoFar(facts)),
      text(t('forms:field.legalBasis'), t('forms:proposal.legalBasis')),
      text(t('forms:field.answerDue'), answerDue),
      ...urgent,
      { kind: 'signature', label: t('forms:field.employerAnswer'), text: orEmpty(advice?.data.answer, t) },
    ],
    notes: [t('forms:copies'), t('forms:seal')],
  };
}

/** The part that the order and the advice have in common. */
function body(facts: FormFacts, wording: Wording): readonly FormField[] {
  const { hazard, t } = facts;
  const plan = recordsOfKind(hazard, 'plan').at(-1);
  const controls = recordsOfKind(hazard, 'interimControl');
  const problem = t('forms:problem', {
    time: formInstant(hazard.reportedAt, t),
    place: placeOf(facts),
    description: orEmpty(hazard.description, t),
  });
  const measures = plan ? plan.data.measures : t(`forms:measures.${wording}`);
  return [
    text(t('forms:field.addressee'), t('forms:addressee', { unit: unitOf(facts), owner: actorName(facts, hazard.ownerId) })),
    text(t('forms:field.inspectedAt'), formInstant(hazard.reportedAt, t)),
    text(t('forms:field.place'), placeOf(facts)),
    text(t('forms:field.inspectors'), inspectors(facts)),
    {
      kind: 'table',
      label: t('forms:field.problems'),
      head: [t('forms:column.serial'), t('forms:column.problem'), t('forms:column.clause'), t('forms:column.photos')],
      rows: [[cell('1'), cell(problem), cell(hazard.proposedRule ?? t('forms:generalClause')), cell('', photoHashes(hazard, 'before'))]],
    },
    {
      kind: 'table',
      label: t(`forms:field.requirements_${wording}`),
      head: [t('forms:column.serial'), t('forms:column.measures'), t('forms:column.standard')],
      rows: [[cell('1'), cell(orEmpty(measures, t)), cell(t('forms:standard'))]],
    },
    text(t(`forms:field.dueAt_${wording}`), formInstant(hazard.dueAt, t)),
    text(
      t('forms:field.interim'),
      controls.length === 0
        ? t('forms:empty')
        : controls.map((control) => t('forms:dated', { time: formInstant(control.at, t), text: control.data.text })).join('\n'),
    ),
  ];
}

/** Who issued it and when, and who took it: the owner as printed, his hand beside it. */
function issue(facts: FormFacts, issuer: string | null, at: number | null): readonly FormField[] {
  const { hazard, t } = facts;
  return [
    {
      kind: 'signature',
      label: t('forms:field.issued'),
      text: t('forms:nameAndTime', { name: actorName(facts, issuer), time: formInstant(at, t) }),
    },
    {
      kind: 'signature',
      label: t('forms:field.received'),
      text: t('forms:nameAndTime', { name: actorName(facts, hazard.ownerId), time: formInstant(hazard.acceptedAt, t) }),
    },
  ];
}

/** 检查人员: workers' reports carry no name; whoever assessed it stands beside. */
function inspectors(facts: FormFacts): string {
  const { hazard, t } = facts;
  const source = t(`forms:source.${hazard.source}`);
  return hazard.assessedBy === null ? source : t('forms:sourceAndAssessor', { source, assessor: actorName(facts, hazard.assessedBy) });
}

function doneSoFar(facts: FormFacts): string {
  const { hazard, t } = facts;
  const done = recordsOfKind(hazard, 'rectification').at(-1);
  if (done === undefined) return t('forms:empty');
  const words = { time: formInstant(done.at, t), text: done.data.text === '' ? t('forms:rectified') : done.data.text };
  return t('forms:slip', { ...words, names: actorNames(facts, hazard.rectifiedBy) });
}

function text(label: string, words: string): FormField {
  return { kind: 'text', label, text: words };
}

/** Title, number, unit and foot, the same on every form. */
export function head(
  facts: FormFacts,
  number: string,
  title: string,
): Pick<FormDocument, 'number' | 'title' | 'language' | 'numberLine' | 'unitLine' | 'foot'> {
  const { hazard, t, now } = facts;
  return {
    number,
    title,
    language: facts.language,
    numberLine: t('forms:numberLine', { number }),
    unitLine: t('forms:unitLine', { unit: unitOf(facts), hazard: hazard.number }),
    foot: [
      { label: t('forms:field.preparedBy'), text: facts.printedBy === null ? t('forms:system') : actorName(facts, facts.printedBy) },
      { label: t('forms:field.checkedBy'), text: t('forms:empty') },
      { label: t('forms:field.footDate'), text: formDay(now, t) },
    ],
  };
}
