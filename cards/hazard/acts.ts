import type { HazardAction } from '../../src/domain/hazard/types';
import type { CardButton } from '../card';
import type { View } from './view';

/** Most buttons of a card. */
export const MAX_BUTTONS = 5;
/** Most entries of its menu; whatever is allowed beyond them can be said in words. */
export const MAX_MENU = 3;

/** Acts for which one line of text is asked with the press; true where the act cannot do without. */
const ASKS: Readonly<Partial<Record<HazardAction, boolean>>> = {
  amend: true,
  notFixed: false,
  notAHazard: true,
  markDuplicate: true,
  notOurs: true,
  cannotFix: true,
  submitPlan: true,
  interimControl: true,
  rectify: false,
  refuseExtension: true,
  verifyFail: true,
  recordReceipt: true,
  refuseSignOff: true,
  followUpFail: true,
  flag: true,
  adviseStopWork: true,
  reportOutside: true,
  reopen: true,
  void: true,
};

/** Acts that read as the way forward; the first one shown on a card stands out. */
const FORWARD: readonly HazardAction[] = [
  'confirm',
  'fixedWell',
  'handled',
  'assess',
  'assign',
  'accept',
  'submitPlan',
  'interimControl',
  'rectify',
  'approveExtension',
  'verifyPass',
  'recordReceipt',
  'signOff',
  'closeOut',
  'followUpPass',
  'urge',
];
const GRAVE: readonly HazardAction[] = ['withdraw', 'void', 'adviseStopWork', 'followUpFail'];

/** Acts that fit any face but lead nowhere on their own; they come after the face's own. `undo` is said in words. */
const BESIDE: readonly HazardAction[] = [
  'urge',
  'flag',
  'adviseStopWork',
  'reopen',
  'requestExtension',
  'cannotFix',
  'assign',
  'reportOutside',
  'void',
];

/** Acts that have their place elsewhere: similar card, photos, the undo hint, lists. */
const NEVER_A_BUTTON: readonly HazardAction[] = ['plusOne', 'separate', 'supplement', 'undo', 'view'];

/** Allowed acts of a face in order of importance: the face's own first, then those that fit anywhere. */
export function shownActs(v: View, own: readonly HazardAction[]): readonly HazardAction[] {
  return [...new Set([...own, ...BESIDE])].filter((a) => v.allowed.has(a) && !NEVER_A_BUTTON.includes(a));
}

/** Splits the acts into buttons, menu entries and those that can only be said. */
export function placeActs(
  v: View,
  own: readonly HazardAction[],
): { readonly buttons: readonly CardButton[]; readonly menu: readonly CardButton[]; readonly said: readonly HazardAction[] } {
  const acts = shownActs(v, own);
  const first = acts.filter((a) => own.includes(a)).slice(0, MAX_BUTTONS);
  const rest = acts.filter((a) => !first.includes(a));
  const leading = first.find((a) => FORWARD.includes(a));
  return {
    buttons: first.map((a) => actButton(v, a, a === leading)),
    menu: rest.slice(0, MAX_MENU).map((a) => actButton(v, a, false)),
    said: rest.slice(MAX_MENU),
  };
}

/** The button of one act on this case. */
export function actButton(v: View, action: HazardAction, leading: boolean): CardButton {
  const required = ASKS[action];
  const args = argsOf(v, action);
  return {
    text: action === 'adviseStopWork' && v.hazard.danger ? v.t('cards:button.adviseEvacuate') : v.t(`hazard:action.${action}`),
    style: GRAVE.includes(action) ? 'danger' : leading ? 'primary' : 'plain',
    act: { kind: 'hazard', hazardId: v.hazard.id, action, ...(args === null ? {} : { args }) },
    ...(required === undefined ? {} : { asksText: { label: v.t(`hazard:ask.${action}`), required } }),
  };
}

/** What the press says beside the act. In danger the union's advice is to leave, else to stop (rules §4). */
function argsOf(v: View, action: HazardAction): Readonly<Record<string, string>> | null {
  return action === 'adviseStopWork' ? { adviceKind: v.hazard.danger ? 'evacuate' : 'stopWork' } : null;
}

/** What to type instead of pressing: the first act in full, the others as words, and how to take back a wrong press. */
export function wordsHint(v: View, own: readonly HazardAction[]): string | undefined {
  const acts = shownActs(v, own);
  const number = v.hazard.number;
  const [first, ...others] = acts.map((a) => v.t(`hazard:words.${a}`));
  const lines: string[] = [];
  if (first !== undefined) {
    lines.push(
      others.length === 0
        ? v.t('cards:hint.reply', { number, words: first })
        : v.t('cards:hint.replyOr', { number, words: first, others: others.join(v.t('cards:hint.join')) }),
    );
  }
  if (v.allowed.has('undo')) lines.push(v.t('cards:hint.undo', { number, words: v.t('hazard:words.undo') }));
  return lines.length === 0 ? undefined : lines.join('\n');
}
