import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { QuotaDto } from './dto';

/** What a platform that meters us by the month has left, and how it is connected to this process. */
export interface PlatformStand {
  readonly quota: QuotaDto;
  /** Null where the platform calls us. */
  readonly stream: { readonly state: string; readonly lastFrameAt: number | null; readonly connects: number } | null;
}

const LEVELS = ['ok', 'low', 'critical', 'ended'] as const;
const METERS = ['calls', 'messages'] as const;

/** Gauges of a metered platform, read together when they are asked for. */
export function addPlatformMetrics(registry: Registry, channel: string, stand: () => Promise<PlatformStand>): void {
  let reading: Promise<PlatformStand> | null = null;
  // A scrape asks every gauge in the same turn: they share one look at the database.
  const shared = (): Promise<PlatformStand> => {
    reading ??= stand().finally(() => {
      reading = null;
    });
    return reading;
  };
  const gauge = (name: string, help: string, read: (stand: PlatformStand) => number): Gauge =>
    new Gauge({
      name: `chabaocu_${channel}_${name}`,
      help,
      registers: [registry],
      async collect() {
        this.set(read(await shared()));
      },
    });
  const meters = (name: 'used' | 'limit', help: string): Gauge<'meter'> =>
    new Gauge({
      name: `chabaocu_${channel}_quota_${name}`,
      help,
      labelNames: ['meter'],
      registers: [registry],
      async collect() {
        const { quota } = await shared();
        for (const meter of METERS) this.set({ meter }, quota[meter][name]);
      },
    });
  meters('used', 'Used of the budget of this calendar month');
  meters('limit', 'Budget of this calendar month');
  gauge('quota_level', 'How far the budget is used: 0 ok, 1 low (70 %), 2 critical (90 %), 3 ended', ({ quota }) =>
    LEVELS.indexOf(quota.level),
  );
  gauge('stream_connected', '1 while this process holds the connection over which messages come in', ({ stream }) =>
    stream?.state === 'connected' ? 1 : 0,
  );
  gauge('stream_last_frame_timestamp_seconds', 'Unix time of the last frame that came over it; 0 before the first', ({ stream }) =>
    Math.floor((stream?.lastFrameAt ?? 0) / 1000),
  );
  gauge('stream_connects', 'Connections this process has made', ({ stream }) => stream?.connects ?? 0);
}
