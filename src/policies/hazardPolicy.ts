/**
 * Who may do what to a hazard, sentence by sentence. Checked by the runner before every act and by whoever builds a card, so
 * that a button one may not press is not shown. The employer's side has no sentence that deletes or hides anything, and none
 * that closes what needs the union's signature: `decide` refuses that to everybody.
 */
import type { HazardCase } from '../domain/hazard/case';
import { decide } from '../domain/hazard/decide';
import { TRANSITIONS } from '../domain/hazard/machine';
import type { Refusal } from '../domain/hazard/refusals';
import { HAZARD_ACTIONS, type HazardAction } from '../domain/hazard/types';
import type { Organisation } from '../domain/organisation';
import { actorFor, Standing, whoIs, type Who } from './standing';
import { maySee } from './visibility';

export { actorFor, REPORTER_ACTIONS, whoIs, type Who } from './standing';
export { mayAdministrate, mayExport, maySee, maySeeAgainst, maySeeReporter, maySeeSetUp, mayVoid } from './visibility';

type Test = (s: Standing) => boolean;
interface Sentence {
  readonly who: Test;
  readonly actions: readonly HazardAction[];
  /** Said to those who may not. */
  readonly otherwise: Refusal;
}
function allow(who: Test, actions: readonly HazardAction[], otherwise: Refusal): Sentence {
  return { who, actions, otherwise };
}
function oneOf(...tests: readonly Test[]): Test {
  return (s) => tests.some((test) => test(s));
}

const reporter: Test = (s) => s.isReporter();
const assessor: Test = (s) => s.isAssessor();
const leader: Test = (s) => s.isLeader();
const safetyOfficer: Test = (s) => s.isSafetyOfficer();
const owner: Test = (s) => s.isOwner();
const verifier: Test = (s) => s.isVerifier();
const closer: Test = (s) => s.isCloser();
const approver: Test = (s) => s.isApprover();
const unitHead: Test = (s) => s.isUnitHead();
const union: Test = (s) => s.isUnion();
const unionSigner: Test = (s) => s.isUnionSigner();
const responder: Test = (s) => s.isResponder();
const administrator: Test = (s) => s.isAdministrator();
const whoSees: Test = (s) => maySee(s.hazard, s.who, s.organisation);

/** The sentences. Each action stands in exactly one. */
const SENTENCES: readonly Sentence[] = [
  // The reporter decides about his report and says whether it was fixed.
  allow(reporter, ['confirm', 'amend', 'goAnonymous', 'withdraw', 'fixedWell', 'notFixed'], 'onlyReporter'),
  // Whoever sees a case may say that he sees the same, and add to it.
  allow(whoSees, ['plusOne', 'separate', 'supplement', 'view', 'undo'], 'unseen'),
  // In danger those who are called answer; the reporter too may call the alarm off.
  allow(oneOf(responder, assessor, owner), ['handled'], 'onlyResponder'),
  allow(oneOf(reporter, responder, assessor), ['falseAlarm'], 'onlyResponder'),
  // The leader of the owning unit, leaders above him and safety officers assess and assign.
  allow(assessor, ['assess', 'notAHazard', 'markDuplicate', 'assign'], 'onlyAssessor'),
  allow(oneOf(assessor, owner), ['notOurs', 'interimControl'], 'onlyAssessor'),
  // The owner fixes, plans, asks for time, or passes it up.
  allow(owner, ['accept', 'cannotFix', 'submitPlan', 'requestExtension'], 'onlyOwner'),
  // Where nobody is left to own it, the union that holds it says that it was mended.
  allow(
    oneOf(owner, (s) => s.hazard.ownerId === null && s.isHolder()),
    ['rectify'],
    'onlyOwner',
  ),
  // The level above decides on more time.
  allow(approver, ['approveExtension', 'refuseExtension'], 'onlyApprover'),
  // Somebody who did not rectify verifies and closes out.
  allow(verifier, ['verifyPass', 'verifyFail'], 'onlyVerifier'),
  allow(closer, ['closeOut'], 'onlyVerifier'),
  allow(oneOf(verifier, safetyOfficer, union), ['followUpPass', 'followUpFail'], 'onlyVerifier'),
  allow(oneOf(unitHead, leader, safetyOfficer, union, owner), ['recordReceipt'], 'notYours'),
  // The union of the case's level or above signs; any union post beside the case watches and speaks.
  allow(unionSigner, ['signOff', 'refuseSignOff'], 'onlyUnionSigner'),
  allow(oneOf(union, leader, safetyOfficer), ['urge'], 'onlyUnion'),
  allow(union, ['flag', 'adviseStopWork'], 'onlyUnion'),
  allow(oneOf(union, unitHead, safetyOfficer), ['reportOutside'], 'onlyUnion'),
  // Union, unit head and safety officer open again; what was voided, only the union.
  allow((s) => (s.hazard.state === 'voided' ? union(s) : oneOf(union, unitHead, safetyOfficer)(s)), ['reopen'], 'onlyUnion'),
  allow(administrator, ['void'], 'onlyAdministrator'),
];

/** The sentence that speaks of an action. */
function sentenceFor(action: HazardAction): Sentence | undefined {
  return SENTENCES.find((sentence) => sentence.actions.includes(action));
}

/** Actions without a sentence, or with more than one; a test keeps both lists empty. */
export function sentenceFaults(): { readonly none: readonly HazardAction[]; readonly several: readonly HazardAction[] } {
  const count = (action: HazardAction) => SENTENCES.filter((sentence) => sentence.actions.includes(action)).length;
  return { none: HAZARD_ACTIONS.filter((action) => count(action) === 0), several: HAZARD_ACTIONS.filter((action) => count(action) > 1) };
}

/** What a policy answers. */
export type Permission = true | { readonly refused: Refusal };

/** Whether somebody may do this to the case at all; what the state of the case says is `decide`'s. `who` is a person id or a reporter's alias. */
export function mayAct(action: HazardAction, hazard: HazardCase, who: string | Who, organisation: Organisation): Permission {
  return permission(action, new Standing(hazard, typeof who === 'string' ? whoIs(hazard, who) : who, organisation));
}

function permission(action: HazardAction, standing: Standing): Permission {
  const sentence = sentenceFor(action);
  if (!sentence) return { refused: 'notYours' };
  if (sentence.who(standing)) return true;
  if (standing.isInvolved()) return { refused: 'unseen' };
  return { refused: maySee(standing.hazard, standing.who, standing.organisation) ? sentence.otherwise : 'unseen' };
}

/** Acts that are offered in their own place (+1 and 不是同一条 with the question, 撤回 with the answer) and never as a button of the case. */
const NOT_OFFERED: readonly HazardAction[] = ['plusOne', 'separate', 'undo'];

/** What a card of this case may offer to somebody now, in the order of `HAZARD_ACTIONS`: allowed by a sentence, and possible in this state. */
export function allowedActions(hazard: HazardCase, who: string | Who, organisation: Organisation, now: number): readonly HazardAction[] {
  const viewer = typeof who === 'string' ? whoIs(hazard, who) : who;
  const standing = new Standing(hazard, viewer, organisation);
  return HAZARD_ACTIONS.filter((action) => {
    if (NOT_OFFERED.includes(action) || !TRANSITIONS[action].from.includes(hazard.state)) return false;
    if (sentenceFor(action)?.who(standing) !== true) return false;
    if (action === 'view') return true;
    const decision = decide(hazard, actorFor(action, viewer), action, {}, { now, organisation });
    return decision.kind === 'done' || decision.kind === 'needs';
  });
}
