import { createPriority } from '../../../src/inbox/priority';
import type { Priority } from '../../../src/inbox/priority';

describe('the work behind waits while much is being accepted', () => {
  const clock = { now: 0 };
  let priority: Priority;
  beforeEach(() => {
    clock.now = 1_000_000;
    priority = createPriority(() => clock.now);
  });

  /** Whether somebody who asks now has to wait; he is let go by moving the clock far ahead. */
  async function held(): Promise<boolean> {
    let gone = false;
    const waiting = priority.hold().then(() => (gone = true));
    await new Promise((go) => setImmediate(go));
    const waits = !gone;
    const { now } = clock;
    clock.now = now + 3_600_000;
    await waiting;
    clock.now = now;
    return waits;
  }

  it('not for a message now and then', async () => {
    expect(await held()).toBe(false);
    for (let i = 0; i < 50; i += 1, clock.now += 5) priority.accepted(1);
    expect(await held()).toBe(false);
  });

  it('for more than about five hundred a second, and no longer than they come', async () => {
    for (let i = 0; i < 100; i += 1, clock.now += 1) priority.accepted(1);
    expect(await held()).toBe(true);
    clock.now += 200;
    expect(await held()).toBe(false);
  });

  it('only a moment for what gathered meanwhile, longer for those who come again as soon as they are answered', async () => {
    priority.accepted(30);
    clock.now += 40;
    expect(await held()).toBe(true);
    clock.now += 20;
    expect(await held()).toBe(false);

    for (let i = 0; i < 4; i += 1, clock.now += 40) priority.accepted(16);
    clock.now += 120;
    expect(await held()).toBe(true);
    clock.now += 100;
    expect(await held()).toBe(false);
  });

  it('has its turn at last, however long the burst lasts', async () => {
    let waiting = true;
    const hold = priority.hold.bind(priority);
    priority.accepted(500);
    const turn = hold().then(() => (waiting = false));
    for (let ms = 0; waiting && ms < 60_000; ms += 10) {
      clock.now += 10;
      priority.accepted(50);
      await new Promise((go) => setTimeout(go, 0));
    }
    await turn;
    expect(clock.now - 1_000_000).toBeLessThan(30_000);
    expect(await held()).toBe(false);
  });
});
