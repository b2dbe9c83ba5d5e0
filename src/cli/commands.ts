import { z } from 'zod';
import { NOTICE_KINDS } from '../channels/channel';

/*
 * What the command line asks the server to do. Commands come in by the inbox like everybody's events (ruling 9), so they are plain data:
 * whoever runs them finds everything here.
 */

/** A table of text as it stood in the file: first row the head, each row its cells. */
const table = z.array(z.array(z.string().max(2000)).max(100)).max(20_000);

const peopleImport = z.object({
  kind: z.literal('people.import'),
  /** Name of the file, for the journal. */
  fileName: z.string().max(255),
  table,
  dryRun: z.boolean(),
});
const peopleSync = z.object({
  kind: z.literal('people.sync'),
  platform: z.enum(['wecom', 'dingtalk']),
  dryRun: z.boolean(),
  /** Goes on where more than a tenth would be disabled (ruling 30). */
  confirmed: z.boolean(),
});
const adminGrant = z.object({
  kind: z.literal('admin.grant'),
  /** Name, phone, platform account or id; has to fit exactly one person. */
  person: z.string().min(1).max(128),
});
const outboxResend = z.object({
  kind: z.literal('outbox.resend'),
  /** Dead letters by id; null means all of them. */
  ids: z.array(z.string().max(36)).min(1).max(1000).nullable(),
});

/** Groups in which news are published; `places` on the command line. */
const placesAdd = z.object({
  kind: z.literal('places.add'),
  /** Made by the command line: the credential is locked for this id. */
  id: z.string().length(36),
  name: z.string().min(1).max(60),
  /** Name or path. */
  unit: z.string().min(1).max(255),
  placeKind: z.enum(NOTICE_KINDS),
  /** Id of the chat, or the mark of the credential. */
  address: z.string().min(1).max(128),
  /** Credential under the sealing key; null for chats. */
  secret: z.string().max(2000).nullable(),
  danger: z.boolean(),
  list: z.boolean(),
});
const placesRemove = z.object({ kind: z.literal('places.remove'), place: z.string().min(1).max(60) });
const placesTest = z.object({ kind: z.literal('places.test'), place: z.string().min(1).max(60) });

/** Decodes a stored command; the shape is checked again by whoever runs it. */
export const cliCommandSchema = z.discriminatedUnion('kind', [
  peopleImport,
  peopleSync,
  adminGrant,
  outboxResend,
  placesAdd,
  placesRemove,
  placesTest,
]);
/** A write of the command line. */
export type CliCommand = z.infer<typeof cliCommandSchema>;

/** What became of a command. `lines` are sentences for the terminal, in the operator's language. */
export interface CliCommandResult {
  readonly outcome: 'done' | 'refused' | 'failed';
  /** Stable code, null when it went well. */
  readonly reason: string | null;
  readonly lines: readonly string[];
}
