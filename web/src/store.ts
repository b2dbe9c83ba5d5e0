import { computed, markRaw, reactive, ref, shallowRef, watch } from 'vue';
import type { ClockDto, MoveClockDto, PersonDto, SessionDto } from '../../src/http/dto';
import { ApiError, getSession, postClock } from './api';
import { openConversation } from './conversation';
import type { Conversation } from './conversation';
import { t, useLanguage } from './i18n';
import type { Entry } from './merge';
import { signedIn, signInByItself } from './signIn';

/** Which of the two phones. With a session there is only the left one. */
export type Side = 'left' | 'right';

/** A phone: whose it is, and what its owner has not seen. */
export interface PhoneState {
  person: PersonDto | null;
  unread: number;
  /** The conversation stands at its newest message. */
  atBottom: boolean;
  /** The last thing worth reading aloud. */
  announcement: string;
  /** Messages that arrived live, in batches; the conversation view watches it to scroll. */
  arrival: { added: readonly Entry[]; changed: readonly Entry[] } | null;
}

/** The session as the server told it, null until then. */
export const session = shallowRef<SessionDto | null>(null);
/** Why the page could not open, as a sentence. */
export const openError = ref<string | null>(null);

const emptyPhone = (): PhoneState => ({ person: null, unread: 0, atBottom: true, announcement: '', arrival: null });
const states = { left: reactive(emptyPhone()), right: reactive(emptyPhone()) };
// Conversations hold refs of their own; a reactive object would unwrap them.
const chats = { left: shallowRef<Conversation | null>(null), right: shallowRef<Conversation | null>(null) };

/** Person, unread count and news of a phone. */
export function phone(side: Side): PhoneState {
  return states[side];
}

/** The conversation of a phone, null while nobody is picked. */
export function chatOf(side: Side): Conversation | null {
  return chats[side].value;
}

/** The phone shown where there is room for one. */
export const shownSide = ref<Side>('left');
/** Whether there is room for one phone only. */
export const narrow = ref(false);

const clockRead = shallowRef<{ clock: ClockDto; at: number } | null>(null);
const tick = ref(0);

/** Reads a clock the server sent. Business time runs on from there at the pace of real time. */
export function readClock(clock: ClockDto): void {
  clockRead.value = { clock, at: performance.now() };
}

/** Business time now, epoch ms, at second precision in templates. */
export const businessNow = computed(() => {
  void tick.value;
  return clockNow();
});

/** Business time at this very moment, epoch ms. */
export function clockNow(): number {
  const read = clockRead.value;
  return read === null ? Date.now() : read.clock.now + (performance.now() - read.at);
}

/** The next instant at which something falls due, or null. */
export const nextDue = computed(() => clockRead.value?.clock.nextDue ?? null);
/** Why the clock did not move. */
export const clockError = ref<string | null>(null);
/** The step being made, null when the hands stand. */
export const movingClock = ref<MoveClockDto['step'] | null>(null);

/** Where the last step took the hands, for reading aloud. */
export const movedTo = ref<number | null>(null);

/** Moves the demo's clock; everything that falls due happens before it resolves. */
export async function moveClock(step: MoveClockDto['step']): Promise<void> {
  if (movingClock.value !== null) return;
  movingClock.value = step;
  clockError.value = null;
  try {
    const clock = await postClock({ step });
    readClock(clock);
    movedTo.value = clock.now;
  } catch (error) {
    clockError.value = error instanceof ApiError ? error.message : t('errors.network');
  } finally {
    movingClock.value = null;
  }
}

/** Gives a phone to a person (`null`: the signed-in one). */
function hold(side: Side, person: PersonDto | null, as: string | null): void {
  chats[side].value?.stop();
  Object.assign(states[side], { ...emptyPhone(), person });
  chats[side].value = openConversation(as, {
    now: clockNow,
    clock: readClock,
    arrived: (added, changed) => arrived(side, added, changed),
    unauthorised: () => void openPage(),
  });
}

/** Gives a phone to somebody else and remembers it for the next visit. */
export function pick(side: Side, person: PersonDto): void {
  if (states[side].person?.id === person.id) return;
  hold(side, person, person.id);
  try {
    localStorage.setItem(`chabaocu.${side}`, person.id);
  } catch {
    // Private windows may refuse storage; then the choice lives as long as the page.
  }
}

function remembered(side: Side): string | null {
  try {
    return new URLSearchParams(location.search).get(side) ?? localStorage.getItem(`chabaocu.${side}`);
  } catch {
    return null;
  }
}

/**
 * Who holds the phones at first: those remembered, else a workshop's safety officer (listed after the plant's) on the right
 * and a worker of the same workshop on the left, so that what one reports appears before the other.
 */
function firstHolders(people: readonly PersonDto[]): Readonly<Record<Side, PersonDto | undefined>> {
  const known = (side: Side): PersonDto | undefined => people.find((p) => p.id === remembered(side));
  const having = (role: string): readonly PersonDto[] => people.filter((p) => p.roles.includes(role));
  const right = known('right') ?? having(t('person.officerRole')).at(-1) ?? people[1];
  const workers = having(t('person.workerRole'));
  const near = workers.find((p) => right !== undefined && p.unit.startsWith(right.unit));
  return { left: known('left') ?? near ?? workers[0] ?? people[0], right };
}

function arrived(side: Side, added: readonly Entry[], changed: readonly Entry[]): void {
  const state = states[side];
  const last = added[added.length - 1] ?? changed[changed.length - 1];
  if (last !== undefined)
    state.announcement = t(added.length > 0 ? 'conversation.announce' : 'conversation.announceCard', { text: textOf(last) });
  if (!watched(side) || !state.atBottom) state.unread += added.length;
  state.arrival = markRaw({ added, changed });
}

/** Tells that the owner of a phone has the newest message before his eyes, if he has. */
export function seen(side: Side): void {
  if (watched(side) && states[side].atBottom) states[side].unread = 0;
}

/** The phone is in sight and the page is in front. */
function watched(side: Side): boolean {
  return !document.hidden && (!narrow.value || shownSide.value === side);
}

function textOf(entry: Entry): string {
  switch (entry.body.kind) {
    case 'text':
    case 'pressed':
      return entry.body.text;
    case 'card':
      return [entry.body.card.title, entry.body.card.subtitle].filter((part) => part !== undefined).join(' ');
    case 'file':
      return entry.body.fileName;
    case 'image':
    case 'localImage':
      return t('conversation.image');
  }
}

/** Asks the server who is here and gives out the phones. */
export async function openPage(): Promise<void> {
  openError.value = null;
  try {
    const fresh = await getSession();
    useLanguage(fresh.language);
    readClock(fresh.clock);
    const again = session.value?.mode === fresh.mode && session.value.person?.id === fresh.person?.id;
    if (fresh.mode === 'none' && signInByItself(fresh.doors)) return;
    if (fresh.mode === 'session') signedIn();
    session.value = fresh;
    if (again) return;
    chats.left.value?.stop();
    chats.right.value?.stop();
    if (fresh.mode === 'session') hold('left', fresh.person, null);
    if (fresh.mode === 'demo') {
      const holders = firstHolders(fresh.people);
      for (const side of ['left', 'right'] as const) {
        const person = holders[side];
        if (person !== undefined) hold(side, person, person.id);
      }
    }
  } catch (error) {
    openError.value = error instanceof ApiError ? error.message : t('errors.network');
  }
}

/** Starts the ticking and the watching of width and visibility; called once. */
export function startStore(): void {
  const width = window.matchMedia('(max-width: 819px)');
  narrow.value = width.matches;
  width.addEventListener('change', () => (narrow.value = width.matches));
  window.setInterval(() => (tick.value += 1), 1_000);
  const look = (): void => (['left', 'right'] as const).forEach(seen);
  document.addEventListener('visibilitychange', look);
  watch([narrow, shownSide], look);
  const total = computed(() => states.left.unread + states.right.unread);
  watch([total, session], () => {
    document.title = total.value > 0 ? `(${total.value}) ${t('brand')}` : t('brand');
  });
}
