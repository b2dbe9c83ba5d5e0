import Router from '@koa/router';
import type { Context } from 'koa';
import { In } from 'typeorm';
import { MediaFile } from '../../entities';
import { caseIdByNumber, loadCases } from '../db/cases';
import { readInstallation } from '../db/installation';
import type { Store } from '../db/store';
import type { Snapshot } from '../directory/directory';
import type { HazardCase } from '../domain/hazard/case';
import { buildForm, FORM_KINDS, FORMS_CSS, photosOf, renderDocx, renderHtml } from '../forms';
import type { FormDocument, FormKind, FormPhoto } from '../forms';
import { translator } from '../lib/i18n';
import type { MediaStore } from '../media/mediaStore';
import { maySee } from '../policies/hazardPolicy';
import { HttpRefusal, languageOf } from './errors';

export interface FormRouteDependencies {
  readonly store: Store;
  readonly media: MediaStore;
  readonly snapshot: () => Promise<Snapshot>;
  readonly speaker: (ctx: Context) => Promise<string>;
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

function isFormKind(text: string): text is FormKind {
  return FORM_KINDS.some((kind) => kind === text);
}

/** Printed forms of a case as a page and as docx, for whoever may see the case and has a post; no form names a reporter. */
export function formRoutes(deps: FormRouteDependencies): Router {
  const router = new Router();

  async function caseFor(ctx: Context, number: string): Promise<{ hazard: HazardCase; personId: string; snapshot: Snapshot }> {
    const personId = await deps.speaker(ctx);
    const snapshot = await deps.snapshot();
    const { manager } = deps.store.dataSource;
    const id = await caseIdByNumber(manager, number);
    const [hazard] = id === null ? [] : await loadCases(manager, [id]);
    const posted = snapshot.organisation.roles.some((r) => r.personId === personId && r.role !== 'worker');
    // A case that may not be seen looks like one that is not there.
    if (!hazard || !posted || !maySee(hazard, personId, snapshot.organisation)) throw new HttpRefusal(404, 'notFound');
    return { hazard, personId, snapshot };
  }

  async function formOf(ctx: Context, number: string, kind: string): Promise<FormDocument> {
    if (!isFormKind(kind)) throw new HttpRefusal(404, 'notFound');
    const { hazard, personId, snapshot } = await caseFor(ctx, number);
    const { now } = await readInstallation(deps.store.dataSource.manager, await deps.store.machineNow());
    const language = languageOf(ctx);
    return buildForm(kind, { hazard, organisation: snapshot.organisation, now, printedBy: personId, t: translator(language), language });
  }

  async function photosFor(form: FormDocument): Promise<Map<string, FormPhoto>> {
    const hashes = photosOf(form);
    const photos = new Map<string, FormPhoto>();
    if (hashes.length === 0) return photos;
    for (const file of await deps.store.dataSource.manager.findBy(MediaFile, { hash: In([...hashes]) })) {
      const bytes = await deps.media.read(file.hash);
      if (!bytes || file.width === null || file.height === null) continue;
      photos.set(file.hash, { bytes, type: file.contentType === 'image/png' ? 'png' : 'jpg', width: file.width, height: file.height });
    }
    return photos;
  }

  router.get('/forms.css', (ctx) => {
    ctx.type = 'css';
    ctx.body = FORMS_CSS;
  });

  router.get('/forms/:number/photo/:hash', async (ctx) => {
    const { hazard } = await caseFor(ctx, ctx.params['number'] ?? '');
    const media = hazard.media.find((m) => m.hash === ctx.params['hash'] && m.role !== 'voice');
    const bytes = media ? await deps.media.read(media.hash) : null;
    if (!media || !bytes) throw new HttpRefusal(404, 'notFound');
    ctx.type = media.contentType;
    ctx.set('cache-control', 'private, max-age=86400');
    ctx.body = bytes;
  });

  router.get('/forms/:number/:kind', async (ctx) => {
    const number = ctx.params['number'] ?? '';
    const wanted = ctx.params['kind'] ?? '';
    const asDocx = wanted.endsWith('.docx');
    const kind = asDocx ? wanted.slice(0, -5) : wanted;
    const form = await formOf(ctx, number, kind);
    ctx.set('cache-control', 'no-store');
    if (asDocx) {
      ctx.type = DOCX;
      ctx.set('content-disposition', `attachment; filename="${number}-${kind}.docx"`);
      ctx.body = await renderDocx(form, await photosFor(form));
      return;
    }
    const as = typeof ctx.query.as === 'string' ? `?as=${encodeURIComponent(ctx.query.as)}` : '';
    ctx.type = 'html';
    ctx.body = renderHtml(form, {
      photoHref: (hash) => `/forms/${number}/photo/${hash}${as}`,
      cssHref: '/forms.css',
      docxHref: `/forms/${number}/${kind}.docx${as}`,
      docxLabel: translator(languageOf(ctx))('http:docx'),
    });
  });

  return router;
}
