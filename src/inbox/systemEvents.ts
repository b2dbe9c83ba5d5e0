import { createHash } from 'node:crypto';
import { z } from 'zod';
import { cliCommandSchema } from '../cli/commands';
import type { AcceptedEvent } from '../channels/channel';
import { DEADLINE_STEPS } from '../domain/hazard/case';

/*
 * Events the house sends itself. They come in by the same inbox as everybody's, so that they are done once, in order, with a journal,
 * whatever process dies.
 */

const deadlineTick = z.object({
  kind: z.literal('deadline'),
  hazardId: z.string(),
  deadlineId: z.string(),
  step: z.enum(DEADLINE_STEPS),
  rung: z.number(),
  /** The instant it fell due. */
  dueAt: z.number(),
});
const timerTick = z.object({ kind: z.literal('timer'), name: z.string(), dueAt: z.number() });
const remoteMedia = z.object({
  kind: z.literal('mediaArrived'),
  channel: z.string(),
  corp: z.string(),
  userId: z.string(),
  conversation: z.string(),
  media: z.object({ kind: z.enum(['image', 'voice', 'video', 'file']), ref: z.string(), fileName: z.string().optional() }),
  /** Case and role it was announced for; null while it waits in the dialogue. */
  hazardId: z.string().nullable(),
  role: z.enum(['before', 'after', 'voice']),
  cycle: z.number(),
  by: z.string(),
});
const destroyOriginal = z.object({ kind: z.literal('destroyOriginal'), hash: z.string() });
const noticeGroupState = z.object({
  kind: z.literal('noticeGroupState'),
  groupId: z.string(),
  /** Code under which a notice was refused; null when they are taken again. */
  fault: z.string().max(64).nullable(),
});
/** Somebody left: what lay with him goes on to others. */
const handOver = z.object({ kind: z.literal('handOver'), personId: z.string() });
/** The contacts of a platform are to be read and compared. */
const pullContacts = z.object({ kind: z.literal('pullContacts'), channel: z.enum(['wecom', 'dingtalk']), corp: z.string() });
const command = z.object({ kind: z.literal('command'), command: cliCommandSchema });
const meter = z.object({ used: z.number(), limit: z.number(), ended: z.boolean() });
/** A platform's budget of the month has come to a level somebody should know of. */
const quotaLevel = z.object({
  kind: z.literal('quota'),
  channel: z.string(),
  /** `YYYY-MM` of Asia/Shanghai. */
  month: z.string(),
  level: z.enum(['low', 'critical', 'ended']),
  calls: meter,
  messages: meter,
});

export const systemEventSchema = z.discriminatedUnion('kind', [
  deadlineTick,
  timerTick,
  remoteMedia,
  destroyOriginal,
  handOver,
  pullContacts,
  command,
  quotaLevel,
  noticeGroupState,
]);
export type SystemEvent = z.infer<typeof systemEventSchema>;
export type DeadlineTick = z.infer<typeof deadlineTick>;
export type TimerTick = z.infer<typeof timerTick>;
export type NoticeGroupState = z.infer<typeof noticeGroupState>;
export type PullContacts = z.infer<typeof pullContacts>;
export type MediaArrived = z.infer<typeof remoteMedia>;
export type QuotaLevel = z.infer<typeof quotaLevel>;

/** SHA-256 hex over the parts that make an event one (ruling 5). */
export function eventKey(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join('\u001f')).digest('hex');
}

/** The inbox row of a system event. */
export function systemEvent(event: SystemEvent, key: string, conversation: string): Omit<AcceptedEvent, 'correlationId'> {
  return {
    key,
    channel: event.kind === 'deadline' || event.kind === 'timer' ? 'clock' : 'system',
    corp: '',
    conversation,
    payload: JSON.stringify(event),
  };
}

/** The inbox row of a budget's level: one for each month and level, whichever process notices, and however often. */
export function quotaEvent(channel: string, status: Omit<QuotaLevel, 'kind' | 'channel'>): Omit<AcceptedEvent, 'correlationId'> {
  const { month, level, calls, messages } = status;
  const event: SystemEvent = { kind: 'quota', channel, month, level, calls, messages };
  return systemEvent(event, eventKey('quota', channel, month, level), `quota:${channel}`);
}
