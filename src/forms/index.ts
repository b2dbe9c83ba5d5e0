import { rectificationNotice, unionProposal } from './notices';
import { verificationOpinion } from './verificationOpinion';
import type { FormDocument } from './document';
import type { FormFacts } from './facts';
import type { FormPhoto } from './renderDocx';

export { photosOf } from './document';
export { FORMS_CSS, renderHtml } from './renderHtml';
export { rectificationNotice, unionProposal, verificationOpinion };
export type { FormDocument, FormField } from './document';
export type { FormFacts, FormWords } from './facts';
export type { FormPhoto } from './renderDocx';

/** The form as a Word document; what makes it is loaded when the first one is asked for, because few processes ever are. */
export async function renderDocx(form: FormDocument, photos: ReadonlyMap<string, FormPhoto> = new Map()): Promise<Buffer> {
  return (await import('./renderDocx')).renderDocx(form, photos);
}

/** Forms a case can be printed as; the names stand in addresses of pages. */
export const FORM_KINDS = ['rectificationNotice', 'unionProposal', 'verificationOpinion'] as const;
export type FormKind = (typeof FORM_KINDS)[number];

/** Builds one of the forms. */
export function buildForm(kind: FormKind, facts: FormFacts): FormDocument {
  switch (kind) {
    case 'rectificationNotice':
      return rectificationNotice(facts);
    case 'unionProposal':
      return unionProposal(facts);
    case 'verificationOpinion':
      return verificationOpinion(facts);
    default: {
      const never: never = kind;
      return never;
    }
  }
}
export { actorName, actorNames, formInstant, formNumber, orEmpty, photoHashes, placeOf, recordsOfKind, unitOf } from './facts';
