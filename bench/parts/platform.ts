import { startFakeWecom } from '../../test/fakes/wecom/server';
import { BENCH_KEYS, servePart } from './messages';
import type { Answer } from './messages';

/* The platform's API in a process of its own. It checks every body and keeps numbers only, so that it can stand a soak. */

async function main(): Promise<void> {
  const fake = await startFakeWecom({ ...BENCH_KEYS, members: null, keepBodies: false });
  servePart(Number(new URL(fake.url).port), async (ask): Promise<Answer> => {
    switch (ask.kind) {
      case 'delivered':
        return {
          kind: 'delivered',
          messages: fake.deliveredCount,
          violations: fake.violations.slice(0, 5).map((v) => `${v.what} ${v.detail}`),
        };
      case 'stop':
        await fake.close();
        return { kind: 'stopped' };
      case 'prepare':
      case 'fire':
      case 'stand':
      case 'connected':
        throw new Error(`the platform does not know ${ask.kind}`);
    }
  });
}

void main();
