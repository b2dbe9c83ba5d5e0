import { In } from 'typeorm';
import { ChannelState, RateWindow } from '../../entities';
import type { ChannelLedger } from '../channels/channel';
import { nowSql } from './store';
import type { Store } from './store';

/** Begins the name of every claim, so that nothing else is thrown away with those that have run out. */
const CLAIM_PREFIX = 'claim:';
/** Claims that have run out are thrown away after this many new ones. */
const SWEEP_EVERY = 2_000;
/** In the order of the names there is an index: only claims are looked at. Takes the machine's time, epoch ms. */
const SWEEP_SQL = `DELETE FROM channel_state WHERE name >= '${CLAIM_PREFIX}' AND name < 'claim;' AND expiresAt <= ?`;

/** Counters and claims of channels in the database; see `ChannelLedger`. Keys have at most 180 characters. */
export function createChannelLedger(store: Store): ChannelLedger {
  let untilSweep = SWEEP_EVERY;
  const now = nowSql(store.kind);
  return {
    async extend(key, token, ttlMs) {
      const { manager } = store.dataSource;
      await manager.query(`UPDATE channel_state SET leaseUntil = ${now} + ? WHERE name = ? AND leaseToken = ? AND leaseUntil > ${now}`, [
        ttlMs,
        key,
        token,
      ]);
      const row = await manager.findOneBy(ChannelState, { name: key, leaseToken: token });
      return row !== null && (row.leaseUntil ?? 0) > (await store.machineNow());
    },
    async used(key) {
      const row = await store.dataSource.manager.findOneBy(RateWindow, { name: key });
      return row?.used ?? 0;
    },
    async claim(claims, ttlMs) {
      if (claims.length === 0) return [];
      // Not waited for on its own: what a claim stands for is accepted next, and that waits for the disk, with all that was written before it.
      return store.relaxedTransaction(async (manager) => {
        const machineNow = await store.machineNow(manager);
        untilSweep -= claims.length;
        if (untilSweep <= 0) {
          untilSweep = SWEEP_EVERY;
          await manager.query(SWEEP_SQL, [machineNow]);
        }
        const rows = claims.map(({ key, owner }) => ({
          name: `${CLAIM_PREFIX}${key}`,
          value: owner,
          expiresAt: machineNow + ttlMs,
          leaseToken: null,
          leaseUntil: null,
        }));
        await manager.createQueryBuilder().insert().into(ChannelState).values(rows).orIgnore().updateEntity(false).execute();
        const kept = await manager.findBy(ChannelState, { name: In(rows.map((row) => row.name)) });
        const owners = new Map(kept.map((row) => [row.name, row.value]));
        return rows.map((row) => owners.get(row.name) ?? row.value);
      });
    },
  };
}
