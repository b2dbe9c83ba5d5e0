import { PassThrough } from 'node:stream';
import multer from '@koa/multer';
import Router from '@koa/router';
import type { Context } from 'koa';
import getRawBody from 'raw-body';
import { z } from 'zod';
import { WebMessage } from '../../entities';
import { WEB_CORP } from '../channels/web';
import type { WebPayload } from '../channels/web';
import { ownMessage, webConversation } from '../channels/web/transcript';
import type { WebTranscript } from '../channels/web/transcript';
import { readInstallation } from '../db/installation';
import type { Store } from '../db/store';
import type { Accept } from '../inbox/accept';
import { eventKey } from '../inbox/systemEvents';
import { newId } from '../lib/ids';
import { isHash, MAX_BYTES, recordMedia } from '../media/mediaStore';
import type { MediaStore } from '../media/mediaStore';
import type { ChatMessageDto, ClockDto } from './dto';
import { HttpRefusal } from './errors';

export interface ChatRouteDependencies {
  readonly store: Store;
  readonly accept: Accept;
  readonly media: MediaStore;
  readonly transcript: WebTranscript;
  /** The person who speaks; throws `HttpRefusal` 401. */
  readonly speaker: (ctx: Context) => Promise<string>;
  readonly clock: () => Promise<ClockDto>;
}

const clientId = z.string().regex(/^[0-9A-Za-z_-]{8,64}$/);
const textBody = z.object({ clientId, text: z.string().trim().min(1).max(4000) });
const actBody = z.object({
  clientId,
  cardId: z.string().max(64),
  index: z.number().int().min(0).max(99),
  selections: z.record(z.string().max(64), z.array(z.string().max(200)).max(20)),
  text: z.string().max(1000).optional(),
});
const uploaded = z.object({ body: z.object({ clientId }), file: z.object({ buffer: z.instanceof(Buffer) }) });
const MAX_JSON = 32_768;
const POLL_MS = 1500;
const PING_MS = 20_000;

async function bodyOf<T>(ctx: Context, schema: z.ZodType<T>): Promise<T> {
  const raw = await getRawBody(ctx.req, { limit: MAX_JSON, length: ctx.request.length ?? undefined, encoding: 'utf8' });
  let parsed: unknown;
  try {
    parsed = JSON.parse(raw);
  } catch {
    throw new HttpRefusal(400, 'badRequest');
  }
  const result = schema.safeParse(parsed);
  if (!result.success) throw new HttpRefusal(400, 'badRequest');
  return result.data;
}

/** The web chat's calls. What a person says goes into the inbox like everybody's words; what he is told comes out of the transcript. */
export function chatRoutes(deps: ChatRouteDependencies): Router {
  const router = new Router();
  const upload = multer({ limits: { fileSize: MAX_BYTES, files: 1, fields: 4, fieldSize: 200 } });

  async function put(personId: string, payload: WebPayload): Promise<void> {
    await deps.accept({
      key: eventKey('web', WEB_CORP, personId, payload.clientId),
      channel: 'web',
      corp: WEB_CORP,
      conversation: webConversation(personId),
      payload: JSON.stringify(payload),
      correlationId: newId(),
    });
  }

  async function frame(personId: string, id: string): Promise<{ userId: string; clientId: string; at: number; order: number }> {
    const machineNow = await deps.store.machineNow();
    const { now } = await readInstallation(deps.store.dataSource.manager, machineNow);
    return { userId: personId, clientId: id, at: now, order: machineNow };
  }

  router.get('/api/chat/messages', async (ctx) => {
    const personId = await deps.speaker(ctx);
    const before = typeof ctx.query.before === 'string' && /^\d{1,16}$/.test(ctx.query.before) ? Number(ctx.query.before) : null;
    ctx.body = await deps.transcript.page(personId, before, 50);
  });

  router.post('/api/chat/text', async (ctx) => {
    const personId = await deps.speaker(ctx);
    const { clientId: id, text } = await bodyOf(ctx, textBody);
    const payload: WebPayload = { kind: 'text', ...(await frame(personId, id)), text: text.replaceAll('\0', '') };
    await put(personId, payload);
    ctx.status = 202;
    ctx.body = { accepted: true, message: ownMessage(payload) };
  });

  router.post('/api/chat/photo', upload.single('file'), async (ctx) => {
    const personId = await deps.speaker(ctx);
    const parsed = uploaded.safeParse(ctx.request);
    if (!parsed.success) throw new HttpRefusal(400, 'badRequest');
    const stored = await deps.media.storeImage(parsed.data.file.buffer);
    const common = await frame(personId, parsed.data.body.clientId);
    if (!stored.ok) {
      await put(personId, { kind: 'notAPhoto', ...common, code: stored.code });
      ctx.status = 202;
      ctx.body = { accepted: true };
      return;
    }
    await recordMedia(deps.store.dataSource.manager, stored, common.at);
    const payload: WebPayload = { kind: 'photo', ...common, hash: stored.hash };
    await put(personId, payload);
    ctx.status = 202;
    ctx.body = { accepted: true, message: ownMessage(payload) };
  });

  router.post('/api/chat/act', async (ctx) => {
    const personId = await deps.speaker(ctx);
    const body = await bodyOf(ctx, actBody);
    const label = await labelOf(deps.store, body.cardId, body.index);
    const payload: WebPayload = { kind: 'act', ...(await frame(personId, body.clientId)), ...body, label };
    await put(personId, payload);
    ctx.status = 202;
    ctx.body = { accepted: true, message: ownMessage(payload) };
  });

  router.get('/api/chat/stream', async (ctx) => {
    const personId = await deps.speaker(ctx);
    ctx.type = 'text/event-stream';
    ctx.set('cache-control', 'no-cache, no-transform');
    ctx.set('x-accel-buffering', 'no');
    const stream = new PassThrough();
    ctx.body = stream;
    let version = await deps.transcript.current();
    let closed = false;
    let busy = false;
    let again = false;
    let lastClock = '';
    const write = (event: string, data: ChatMessageDto | ClockDto | object): void =>
      void stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    const push = async (): Promise<void> => {
      if (busy || closed) {
        again = true;
        return;
      }
      busy = true;
      again = false;
      try {
        // Versions of other processes may come a little out of order: look back over the last moments again.
        const found = await deps.transcript.since(personId, version);
        version = found.version;
        for (const message of found.messages) write('message', message);
        const clock = await deps.clock();
        const mark = `${clock.movable ? Math.floor(clock.now / 1000) : 0}:${clock.nextDue ?? ''}`;
        if (mark !== lastClock) write('clock', clock);
        lastClock = mark;
      } finally {
        busy = false;
      }
      if (again) await push();
    };
    const guarded = (): void => void push().catch(() => stream.end());
    const off = deps.transcript.onChange(personId, guarded);
    const poll = setInterval(guarded, POLL_MS);
    const ping = setInterval(() => write('ping', {}), PING_MS);
    write('ping', {});
    const end = (): void => {
      closed = true;
      off();
      clearInterval(poll);
      clearInterval(ping);
      stream.end();
    };
    ctx.req.on('close', end);
    stream.on('error', end);
  });

  router.get('/media/:hash', async (ctx) => {
    const personId = await deps.speaker(ctx);
    const hash = ctx.params['hash'] ?? '';
    if (!isHash(hash) || !(await maySeeMedia(deps.store, personId, hash))) throw new HttpRefusal(404, 'notFound');
    const width = typeof ctx.query.w === 'string' && /^\d{1,4}$/.test(ctx.query.w) ? Number(ctx.query.w) : null;
    const bytes = width === null ? await deps.media.read(hash) : await deps.media.readThumbnail(hash, width);
    if (!bytes) throw new HttpRefusal(404, 'notFound');
    ctx.type = width === null ? 'application/octet-stream' : 'image/jpeg';
    if (width === null) ctx.type = bytes[0] === 0x89 ? 'image/png' : 'image/jpeg';
    ctx.set('cache-control', 'private, max-age=86400, immutable');
    ctx.body = bytes;
  });

  return router;
}

/** What the pressed button said, for the line in the transcript. */
async function labelOf(store: Store, cardId: string, index: number): Promise<string> {
  const row = await store.dataSource.manager.findOneBy(WebMessage, { id: cardId });
  if (row?.body.kind !== 'card') return '';
  const { buttons, menu } = row.body.card;
  return [...buttons, ...menu].find((b) => b.index === index)?.text ?? '';
}

/** A photo is shown to whoever has it in his own chat: he sent it, or a card that was sent to him shows it. */
async function maySeeMedia(store: Store, personId: string, hash: string): Promise<boolean> {
  const needle = `%${hash}%`;
  const shown: unknown[] = await store.dataSource.query('SELECT 1 FROM web_message WHERE personId = ? AND body LIKE ? LIMIT 1', [
    personId,
    needle,
  ]);
  if (shown.length > 0) return true;
  const sent: unknown[] = await store.dataSource.query(
    "SELECT 1 FROM inbox_event WHERE channel = 'web' AND conversation = ? AND payload LIKE ? LIMIT 1",
    [webConversation(personId), needle],
  );
  return sent.length > 0;
}
