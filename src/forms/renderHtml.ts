import type { FormCell, FormDocument, FormField } from './document';

/** Where the page finds what it shows. All addresses are of our own server. */
export interface HtmlOptions {
  /** Address of a photo by its content hash. */
  readonly photoHref: (hash: string) => string;
  /** The style sheet's address; its content is `FORMS_CSS`. */
  readonly cssHref?: string;
  /** The same form as a docx; left out where there is none. */
  readonly docxHref?: string;
  /** Words of the link to the docx. */
  readonly docxLabel?: string;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Words as paragraphs of a cell. */
function words(text: string): string {
  return escape(text).replace(/\n/g, '<br>');
}

/**
 * The form as a page that prints on A4. No script and no inline style, so that it stands under `default-src 'self'`; whatever people
 * wrote is escaped.
 */
export function renderHtml(form: FormDocument, options: HtmlOptions): string {
  const link =
    options.docxHref === undefined
      ? ''
      : `<p class="tools"><a href="${escape(options.docxHref)}" download>${escape(options.docxLabel ?? 'docx')}</a></p>\n`;
  const foot = form.foot.map(({ label, text }) => `<div><b>${escape(label)}</b> ${escape(text)}</div>`).join('');
  return `<!doctype html>
<html lang="${escape(form.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(`${form.title} ${form.number}`)}</title>
<link rel="stylesheet" href="${escape(options.cssHref ?? '/forms.css')}">
</head>
<body>
${link}<main class="form">
<h1>${escape(form.title)}</h1>
<div class="top"><div>${escape(form.unitLine)}</div><div class="number">${escape(form.numberLine)}</div></div>
<table class="fields"><tbody>
${form.fields.map((field) => row(field, options)).join('\n')}
</tbody></table>
<div class="foot">${foot}</div>
${form.notes.map((note) => `<p class="note">${escape(note)}</p>`).join('\n')}
</main>
</body>
</html>
`;
}

function row(field: FormField, options: HtmlOptions): string {
  const label = `<th scope="row">${escape(field.label)}</th>`;
  switch (field.kind) {
    case 'text':
      return `<tr>${label}<td>${words(field.text)}</td></tr>`;
    case 'signature':
      return `<tr class="sign">${label}<td>${words(field.text)}</td></tr>`;
    case 'table': {
      const head = field.head.map((name) => `<th scope="col">${escape(name)}</th>`).join('');
      const rows = field.rows.map((cells) => `<tr>${cells.map((one) => cellOf(one, field.label, options)).join('')}</tr>`).join('');
      return `<tr>${label}<td class="inner"><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></td></tr>`;
    }
    default: {
      const never: never = field;
      return never;
    }
  }
}

function cellOf(cell: FormCell, label: string, options: HtmlOptions): string {
  const photos = cell.photos.map(
    (hash, index) => `<img src="${escape(options.photoHref(hash))}" alt="${escape(`${label} ${index + 1}`)}">`,
  );
  return `<td>${words(cell.text)}${photos.length > 0 ? `<div class="photos">${photos.join('')}</div>` : ''}</td>`;
}

/** The style sheet of all forms: a sheet of paper on the screen, A4 in print. */
export const FORMS_CSS = `:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #e9ecef; color: #111; font: 15px/1.6 "Songti SC", SimSun, "Noto Serif CJK SC", "Source Han Serif SC", serif; }
.tools { max-width: 210mm; margin: 16px auto 0; padding: 0 16px; font-family: system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; }
.tools a { color: #0b57d0; }
.form { max-width: 210mm; margin: 16px auto; padding: 18mm 16mm; background: #fff; box-shadow: 0 1px 6px rgb(0 0 0 / 18%); }
h1 { margin: 0 0 12px; text-align: center; font-size: 24px; letter-spacing: 0.12em; }
.top { display: flex; justify-content: space-between; gap: 16px; margin-bottom: 6px; font-size: 14px; }
.number { white-space: nowrap; }
table { width: 100%; border-collapse: collapse; }
.fields > tbody > tr > th, .fields > tbody > tr > td { border: 1px solid #333; }
.fields > tbody > tr > th { width: 24%; }
th, td { padding: 6px 8px; text-align: left; vertical-align: top; font-weight: normal; overflow-wrap: anywhere; white-space: pre-wrap; }
tr { break-inside: avoid; }
.inner { padding: 0; }
.inner th, .inner td { border: 0 solid #999; border-bottom-width: 1px; border-right-width: 1px; }
.inner tr > :last-child { border-right-width: 0; }
.inner tbody tr:last-child > td { border-bottom-width: 0; }
.inner thead th { background: #f5f5f5; white-space: nowrap; }
.inner td:last-child { min-width: 4.5em; }
.sign td { height: 3.2em; }
.photos { display: flex; white-space: normal; flex-wrap: wrap; gap: 6px; margin-top: 4px; }
.photos img { width: 32mm; max-width: 100%; height: auto; border: 1px solid #ccc; }
.foot { display: flex; justify-content: space-between; gap: 12px; margin-top: 14px; }
.foot b { font-weight: normal; color: #444; }
.note { margin: 8px 0 0; font-size: 13px; color: #333; }
@page { size: A4; margin: 16mm 14mm; }
@media (max-width: 600px) { .form { padding: 16px; margin: 0; box-shadow: none; } .top, .foot { flex-direction: column; gap: 2px; } }
@media print { body { background: #fff; } .tools { display: none; } .form { max-width: none; margin: 0; padding: 0; box-shadow: none; } .inner thead th { background: none; } }
`;
