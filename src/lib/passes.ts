/** Work that comes in passes: looked for now and then, and at once when somebody says that there is some. */
export interface Passes {
  start(): void;
  /** There is work. A nudge during a pass makes another one follow. */
  nudge(): void;
  /** Works until nothing is left; resolves with how much was done. Also before `start`. */
  run(): Promise<number>;
  /** Begins no other pass; resolves when the one under way is over. */
  stop(): Promise<void>;
  readonly stopping: boolean;
}

/** How the passes are made. */
export interface PassesOptions {
  /** One pass at a time; resolves with how much it did, zero when there is nothing to do. */
  readonly pass: () => Promise<number>;
  /** How often work is looked for, milliseconds. */
  readonly everyMs: number;
  /** How long after a nudge the pass begins, so that what comes together is worked together; at once without it. */
  readonly nudgeMs?: number;
  /** Told of passes that failed; the next one comes all the same. */
  readonly onError: (error: unknown) => void;
}

/** Passes one after the other, never two at a time. */
export function createPasses(options: PassesOptions): Passes {
  let running = false;
  let stopping = false;
  let again = false;
  let under: Promise<number> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let nudged: NodeJS.Timeout | null = null;

  async function untilNothing(): Promise<number> {
    let total = 0;
    do {
      again = false;
      for (let n = await options.pass(); n > 0 && !stopping; n = await options.pass()) total += n;
    } while (again && !stopping);
    return total;
  }

  async function once(): Promise<number> {
    if (under) {
      again = true;
      return under;
    }
    under = untilNothing();
    try {
      return await under;
    } finally {
      under = null;
    }
  }

  function begin(): Promise<unknown> {
    return once().catch(options.onError);
  }

  function schedule(): void {
    if (!running || timer) return;
    timer = setTimeout(() => {
      timer = null;
      void begin().finally(schedule);
    }, options.everyMs);
  }

  return {
    start() {
      running = true;
      this.nudge();
      schedule();
    },
    nudge() {
      if (!running || stopping || nudged) return;
      if (options.nudgeMs === undefined) {
        void begin();
        return;
      }
      nudged = setTimeout(() => {
        nudged = null;
        if (running && !stopping) void begin();
      }, options.nudgeMs);
    },
    async run() {
      let total = 0;
      for (;;) {
        const n = await once();
        total += n;
        if (n === 0 && !again) return total;
      }
    },
    async stop() {
      running = false;
      stopping = true;
      if (timer) clearTimeout(timer);
      if (nudged) clearTimeout(nudged);
      timer = null;
      nudged = null;
      await under?.catch(() => undefined);
    },
    get stopping() {
      return stopping;
    },
  };
}
