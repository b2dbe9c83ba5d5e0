import type { ChannelStore } from './channel';

/** A store that lives as long as one look at a platform: every lease is granted, no limit is counted. */
export function shortStore(): ChannelStore {
  const kept = new Map<string, { value: string; expiresAt: number | null }>();
  return {
    get: async (key) => kept.get(key) ?? null,
    put: async (key, value, expiresAt) => void kept.set(key, { value, expiresAt }),
    putAll: async (entries) => entries.forEach(({ key, ...entry }) => kept.set(key, entry)),
    remove: async (key) => void kept.delete(key),
    lease: async () => 'one process',
    release: async () => undefined,
    spend: async () => 0,
  };
}
