/** Why an act may not be, or no longer: keys under `hazard.refused.` of the locales. Every one needs its sentence. */
export const REFUSALS = [
  // decide
  'notNow', // params: state
  'ended', // params: state
  'notAnAct',
  'nobodyToHold',
  'amendAfterRouting',
  'withdrawAfterRouting',
  'othersReported',
  'notDanger',
  'sameCase',
  'nowhereElse',
  'noLevelAbove',
  'unknownPerson',
  'unknownUnit',
  'ownerExcluded',
  'ownerOutsideLine',
  'untilPast',
  'untilTooLate', // params: latest (epoch ms)
  'untilNotLater', // params: dueAt (epoch ms)
  'extensionOpen',
  'noExtension',
  'ownExtension',
  'rectifierMayNotVerify',
  'rectifierMayNotSign',
  'rectifierMayNotClose',
  'anotherVerifier',
  'onlyMajor',
  'closeOutLacks', // params: lacks (names of CloseOutNeed, joined by comma)
  'urgedRecently', // params: next (epoch ms)
  'withdrawnByReporter',
  // policy
  'notYours',
  'onlyReporter',
  'onlyAssessor',
  'onlyOwner',
  'onlyVerifier',
  'onlyApprover',
  'onlyUnion',
  'onlyUnionSigner',
  'onlyAdministrator',
  'onlyResponder',
  'unseen', // no such case among what he may see
  // undo
  'undoNothing',
  'undoTooLate',
  'undoOvertaken',
  'undoNotYours',
  'undoNotThis',
] as const;
/** One reason of a refusal. */
export type Refusal = (typeof REFUSALS)[number];
