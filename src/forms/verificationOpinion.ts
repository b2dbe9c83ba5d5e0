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
import { head } from './notices';
import type { FormDocument, FormField } from './document';
import type { FormFacts } from './facts';

/**
 * 复查意见书 (forms §5): what was asked for, what was found, and what follows from it: close out, go on until a day, or the
 * union's word. Fields in the order of the form.
 */
export function verificationOpinion(facts: FormFacts): FormDocument {
  const { hazard, t } = facts;
  const verification = recordsOfKind(hazard, 'verification').at(-1);
  // Follow-ups draw numbers of the same kind: the verification's own comes first.
  const number = orEmpty(verification?.number ?? formNumber(hazard, 'FC'), t);
  const rectification = recordsOfKind(hazard, 'rectification').at(-1);
  const signature = recordsOfKind(hazard, 'signOff').at(-1);
  const found = verification === undefined ? null : verification.data.passed ? 'rectified' : 'notRectified';
  const fields: readonly FormField[] = [
    text(t('forms:field.number'), number),
    text(t('forms:field.noticeNumber'), orEmpty(formNumber(hazard, 'ZG'), t)),
    text(t('forms:field.verifiedUnit'), unitOf(facts)),
    text(t('forms:field.verifiedAt'), formInstant(verification?.at ?? null, t)),
    text(t('forms:field.verifiers'), actorName(facts, verification?.by ?? null)),
    {
      kind: 'table',
      label: t('forms:field.items'),
      head: [
        t('forms:column.serial'),
        t('forms:column.original'),
        t('forms:column.rectification'),
        t('forms:column.before'),
        t('forms:column.after'),
        t('forms:column.conclusion'),
      ],
      rows: [
        [
          cell('1'),
          cell(t('forms:original', { place: placeOf(facts), description: orEmpty(hazard.description, t) })),
          cell(
            rectification === undefined
              ? t('forms:empty')
              : t('forms:slip', {
                  time: formInstant(rectification.at, t),
                  text: rectification.data.text === '' ? t('forms:rectified') : rectification.data.text,
                  names: actorNames(facts, hazard.rectifiedBy),
                }),
          ),
          cell('', photoHashes(hazard, 'before')),
          cell('', photoHashes(hazard, 'after')),
          cell(found === null ? t('forms:empty') : t(`forms:conclusion.${found}`)),
        ],
      ],
    },
    text(t('forms:field.overall'), overall(facts, verification?.data)),
    { kind: 'signature', label: t('forms:field.unitOpinion'), text: t('forms:empty') },
    {
      kind: 'signature',
      label: t('forms:field.unionOpinion'),
      text:
        signature === undefined
          ? t('forms:empty')
          : t(signature.data.agreed ? 'forms:unionAgreed' : 'forms:unionRefused', {
              opinion: orEmpty(signature.data.opinion, t),
              name: actorName(facts, signature.by),
              time: formInstant(signature.at, t),
            }),
    },
    { kind: 'signature', label: t('forms:field.verifierSignature'), text: actorName(facts, verification?.by ?? null) },
    { kind: 'signature', label: t('forms:field.unitHeadSignature'), text: t('forms:empty') },
    text(t('forms:field.date'), verification === undefined ? t('forms:empty') : formDay(verification.at, t)),
  ];
  return { ...head(facts, number, t('forms:opinion.title')), fields, notes: [t('forms:seal')] };
}

function overall({ hazard, t }: FormFacts, data: { readonly passed: boolean; readonly opinion: string } | undefined): string {
  if (data === undefined) return t('forms:empty');
  const verdict = data.passed ? t('forms:opinion.close') : t('forms:opinion.goOn', { until: formInstant(hazard.dueAt, t) });
  return data.opinion.trim() === '' ? verdict : t('forms:opinion.withWords', { verdict, opinion: data.opinion.trim() });
}

function text(label: string, words: string): FormField {
  return { kind: 'text', label, text: words };
}
