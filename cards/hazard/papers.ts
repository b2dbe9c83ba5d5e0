import type { CardButton } from '../card';
import type { View } from './view';

/**
 * Printed forms of the case that exist by now, as pages (forms §4, §5): the rectification notice once somebody owes the fix, the
 * union's proposal where it made one, the verification opinion once it was checked. For people with a post, never on a reporter's card.
 */
export function paperButtons(v: View): readonly CardButton[] {
  const { reader, organisation } = v.facts;
  if (reader.kind !== 'person' || !organisation.roles.some((r) => r.personId === reader.personId && r.role !== 'worker')) return [];
  const { hazard } = v;
  const exists = {
    rectificationNotice: hazard.assignedAt !== null,
    unionProposal: hazard.records.some((r) => r.kind === 'stopWorkAdvice' || r.kind === 'flag'),
    verificationOpinion: hazard.records.some((r) => r.kind === 'verification'),
  };
  return (['unionProposal', 'verificationOpinion', 'rectificationNotice'] as const)
    .filter((kind) => exists[kind])
    .map((kind) => ({ text: v.t(`cards:paper.${kind}`), style: 'plain', act: { kind: 'link', path: `/forms/${hazard.number}/${kind}` } }));
}
