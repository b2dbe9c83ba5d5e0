import type { Context } from 'koa';

/** Style of the small pages, served beside them. */
export const SMALL_PAGE_STYLE = '/link.css';

/** Text as it stands in HTML, also inside an attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A page of one sentence and what to do next, outside of the chat. `title` is text; `body` and `head` are HTML. */
export function smallPage(
  ctx: Context,
  page: { readonly title: string; readonly heading?: string; readonly body: string; readonly head?: string },
  language: 'zh-CN' | 'en',
): void {
  ctx.type = 'html';
  ctx.set('cache-control', 'no-store');
  ctx.body =
    `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `${page.head ?? ''}<title>${escaped(page.title)}</title><link rel="stylesheet" href="${SMALL_PAGE_STYLE}">` +
    `<main><h1>${escaped(page.heading ?? page.title)}</h1>${page.body}</main></html>`;
}
