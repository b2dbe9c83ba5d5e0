import { setTimeout as pause } from 'node:timers/promises';

/** Lets accepting go first while much is being accepted, without letting the work behind it stand still. */
export interface Priority {
  /** So many events were accepted just now. */
  accepted(count: number): void;
  /** Resolves when the work behind may go on. */
  hold(): Promise<void>;
}

/** The memory of what was accepted fades with this, milliseconds. */
const FADE_MS = 100;
/** A burst: more than this many within that time, about five hundred a second: more than can be worked beside them anyway, */
const BURST = 50;
/** or so many waiting together, as they do when the work behind has slowed the accepting down. */
const CROWD = 8;
/** After the first crowd more is expected for this long, and for twice as long after each that came in time. */
const CROWD_MS = 50;
const LONGEST_CROWD_MS = 200;
/** The work behind waits at most this long, and then has its turn for as long as `TURN_MS`. */
const LONGEST_HOLD_MS = 10_000;
const TURN_MS = 1000;
const LOOK_MS = 5;

/** Who goes first in one process. `machineNow` is epoch milliseconds. */
export function createPriority(machineNow: () => number = Date.now): Priority {
  let level = 0;
  let at = 0;
  let crowdUntil = -Infinity;
  let crowdMs = CROWD_MS;
  let held: Promise<void> | null = null;
  let turnUntil = 0;
  const levelAt = (now: number): number => level * Math.exp(-Math.max(0, now - at) / FADE_MS);
  const burst = (now: number): boolean => levelAt(now) > BURST || now < crowdUntil;
  const mustWait = (): boolean => {
    const now = machineNow();
    return burst(now) && now >= turnUntil;
  };

  /** One watch for all who wait: there may be dozens of them, in every burst. */
  async function untilOver(): Promise<void> {
    const since = machineNow();
    while (mustWait()) {
      if (machineNow() - since >= LONGEST_HOLD_MS) turnUntil = machineNow() + TURN_MS;
      else await pause(LOOK_MS);
    }
    held = null;
  }

  return {
    accepted(count) {
      const now = machineNow();
      level = levelAt(now) + count;
      at = now;
      if (count < CROWD) return;
      // What gathered while somebody was working is one crowd; those who come again as soon as they are answered are many.
      crowdMs = now < crowdUntil ? Math.min(2 * crowdMs, LONGEST_CROWD_MS) : CROWD_MS;
      crowdUntil = now + crowdMs;
    },
    async hold() {
      while (mustWait()) await (held ??= untilOver());
    },
  };
}
