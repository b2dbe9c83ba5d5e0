/** States and acts of the hazard case as data (rulings 14 and 15). What else has to hold stands in `decide/`; who may, in `src/policies`. */
import type { HazardAction, HazardState } from './types';

/** Where an act may start and where it may lead. */
export interface Transition {
  readonly from: readonly HazardState[];
  /** Every state it can end in; `same` leaves the state as it is. */
  readonly to: readonly (HazardState | 'same')[];
  /** A wrong press may be taken back within five minutes where nobody has acted on it. */
  readonly undoable: boolean;
}

/** From routing to close-out. */
const WORKING: readonly HazardState[] = ['toAssess', 'toAssign', 'assigned', 'planning', 'rectifying', 'toVerify', 'toSignOff'];
const OPEN: readonly HazardState[] = ['registered', ...WORKING];
const UNDER_OWNER: readonly HazardState[] = ['assigned', 'planning', 'rectifying'];
const ALL: readonly HazardState[] = [...OPEN, 'closed', 'notAHazard', 'duplicate', 'voided'];

function act(from: readonly HazardState[], to: readonly (HazardState | 'same')[], undoable = false): Transition {
  return { from, to, undoable };
}

/** One line per act. */
export const TRANSITIONS: Readonly<Record<HazardAction, Transition>> = {
  confirm: act(['registered'], ['toAssess']),
  amend: act(['registered'], ['same']),
  goAnonymous: act(OPEN, ['same']),
  withdraw: act(['registered'], ['voided']),
  plusOne: act(OPEN, ['same']),
  separate: act(ALL, ['same']),
  supplement: act(OPEN, ['same']),
  fixedWell: act(['toSignOff'], ['same']),
  notFixed: act(['toSignOff'], ['toVerify']),
  falseAlarm: act(OPEN, ['same'], true),
  handled: act(OPEN, ['same']),

  assess: act(
    ['toAssess', 'toAssign', 'assigned', 'planning', 'rectifying'],
    ['toAssign', 'toVerify', 'planning', 'rectifying', 'same'],
    true,
  ),
  notAHazard: act(['toAssess', 'toAssign'], ['notAHazard'], true),
  markDuplicate: act(['toAssess', 'toAssign'], ['duplicate'], false),
  notOurs: act(['toAssess', 'toAssign', 'assigned'], ['toAssess'], true),
  assign: act(['toAssign', ...UNDER_OWNER], ['assigned'], true),

  accept: act(['assigned'], ['planning', 'rectifying'], true),
  cannotFix: act(UNDER_OWNER, ['toAssign'], true),
  submitPlan: act(['planning'], ['rectifying', 'same'], true),
  interimControl: act(['toAssess', 'toAssign', ...UNDER_OWNER], ['rectifying', 'same']),
  requestExtension: act(UNDER_OWNER, ['same'], true),
  approveExtension: act(UNDER_OWNER, ['same'], true),
  refuseExtension: act(UNDER_OWNER, ['same'], true),
  // From `toAssign` only where the union holds the case and outside authorities saw to it (ruling 16).
  rectify: act(['toAssign', 'assigned', 'rectifying'], ['toVerify'], true),

  verifyPass: act(['toVerify'], ['toSignOff'], true),
  // What was fixed on the spot has no owner yet: sent back, it waits for one.
  verifyFail: act(['toVerify'], ['rectifying', 'toAssign'], true),
  recordReceipt: act(['toAssign', ...UNDER_OWNER, 'toVerify', 'toSignOff'], ['same'], true),
  closeOut: act(['toSignOff'], ['closed'], true),
  followUpPass: act(['closed'], ['same'], true),
  followUpFail: act(['closed'], ['toAssess']),

  signOff: act(['toSignOff'], ['same'], true),
  refuseSignOff: act(['toSignOff'], ['rectifying', 'toAssign'], true),
  urge: act(WORKING, ['same']),
  flag: act(WORKING, ['same'], true),
  adviseStopWork: act(WORKING, ['same']),
  reportOutside: act([...WORKING, 'closed', 'notAHazard'], ['same']),

  reopen: act(['closed', 'notAHazard', 'duplicate', 'voided'], ['toAssess']),
  void: act([...OPEN, 'closed', 'notAHazard', 'duplicate'], ['voided']),
  undo: act(ALL, ['same']),
  view: act(ALL, ['same']),
};
