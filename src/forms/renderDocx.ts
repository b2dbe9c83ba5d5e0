import {
  AlignmentType,
  BorderStyle,
  Document,
  ImageRun,
  PageOrientation,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import type { FormCell, FormDocument, FormField } from './document';

/** A photo to be embedded; its size in pixels gives the proportions. */
export interface FormPhoto {
  readonly bytes: Buffer;
  readonly type: 'jpg' | 'png';
  readonly width: number;
  readonly height: number;
}

/** A4 in twentieths of a point, less 20 mm left and right. */
const PAGE = { width: 11906, height: 16838 };
const MARGIN = 1134;
const WIDTH = PAGE.width - 2 * MARGIN;
const LABEL = Math.round(WIDTH * 0.22);
const PHOTO_PIXELS = 130;
const FONT = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: 'SimSun', cs: 'Times New Roman' };
const NONE = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const NO_BORDERS = { top: NONE, bottom: NONE, left: NONE, right: NONE, insideHorizontal: NONE, insideVertical: NONE };

/** The form as a Word document on A4. Photos whose bytes are not handed in are named by their place instead. */
export async function renderDocx(form: FormDocument, photos: ReadonlyMap<string, FormPhoto> = new Map()): Promise<Buffer> {
  const document = new Document({
    title: `${form.title} ${form.number}`,
    creator: 'chabaocu',
    styles: { default: { document: { run: { font: FONT, size: 22 } } } },
    sections: [
      {
        properties: {
          page: {
            size: { ...PAGE, orientation: PageOrientation.PORTRAIT },
            margin: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
          },
        },
        children: [
          new Paragraph({
            alignment: AlignmentType.CENTER,
            spacing: { after: 160 },
            children: [new TextRun({ text: form.title, bold: true, size: 36 })],
          }),
          sideBySide([form.unitLine, form.numberLine]),
          new Table({
            width: { size: WIDTH, type: WidthType.DXA },
            columnWidths: [LABEL, WIDTH - LABEL],
            layout: TableLayoutType.FIXED,
            rows: form.fields.map((field) => row(field, photos)),
          }),
          new Paragraph({ spacing: { before: 160 }, children: [] }),
          sideBySide(form.foot.map(({ label, text }) => `${label} ${text}`)),
          ...form.notes.map((note) => new Paragraph({ spacing: { before: 80 }, children: [new TextRun({ text: note, size: 20 })] })),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}

function sideBySide(texts: readonly string[]): Table {
  const width = Math.floor(WIDTH / Math.max(1, texts.length));
  return new Table({
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: texts.map(() => width),
    borders: NO_BORDERS,
    rows: [
      new TableRow({
        children: texts.map(
          (text, index) =>
            new TableCell({
              borders: NO_BORDERS,
              width: { size: width, type: WidthType.DXA },
              children: [
                new Paragraph({
                  alignment: index === texts.length - 1 && index > 0 ? AlignmentType.RIGHT : AlignmentType.LEFT,
                  children: [new TextRun({ text, size: 21 })],
                }),
              ],
            }),
        ),
      }),
    ],
  });
}

function row(field: FormField, photos: ReadonlyMap<string, FormPhoto>): TableRow {
  const label = new TableCell({ width: { size: LABEL, type: WidthType.DXA }, children: paragraphs(field.label) });
  const content = { width: { size: WIDTH - LABEL, type: WidthType.DXA } };
  switch (field.kind) {
    case 'text':
      return new TableRow({ children: [label, new TableCell({ ...content, children: paragraphs(field.text) })] });
    case 'signature':
      return new TableRow({
        height: { value: 640, rule: 'atLeast' },
        children: [label, new TableCell({ ...content, children: paragraphs(field.text) })],
      });
    case 'table':
      return new TableRow({
        children: [label, new TableCell({ ...content, children: [inner(field, photos), new Paragraph({ children: [] })] })],
      });
    default: {
      const never: never = field;
      return never;
    }
  }
}

function inner(field: Extract<FormField, { readonly kind: 'table' }>, photos: ReadonlyMap<string, FormPhoto>): Table {
  const total = WIDTH - LABEL - 240;
  // The serial number needs little; the others share the rest.
  const serial = 640;
  const width = Math.floor((total - serial) / Math.max(1, field.head.length - 1));
  const widthOf = (index: number): { size: number; type: 'dxa' } => ({ size: index === 0 ? serial : width, type: WidthType.DXA });
  return new Table({
    width: { size: total, type: WidthType.DXA },
    columnWidths: field.head.map((_, index) => widthOf(index).size),
    layout: TableLayoutType.FIXED,
    rows: [
      new TableRow({
        tableHeader: true,
        children: field.head.map((name, index) => new TableCell({ width: widthOf(index), children: paragraphs(name) })),
      }),
      ...field.rows.map(
        (cells) =>
          new TableRow({
            children: cells.map(
              (cell, index) => new TableCell({ width: widthOf(index), children: content(cell, photos, index === 0 ? serial : width) }),
            ),
          }),
      ),
    ],
  });
}

function content(cell: FormCell, photos: ReadonlyMap<string, FormPhoto>, width: number): Paragraph[] {
  const runs = cell.photos.flatMap((hash) => {
    const photo = photos.get(hash);
    if (photo === undefined) return [];
    // Twentieths of a point to pixels at 96 dpi, less the cell's own margins.
    const room = Math.min(PHOTO_PIXELS, Math.max(20, Math.floor(width / 15) - 16));
    const scale = Math.min(room / photo.width, PHOTO_PIXELS / photo.height, 1);
    const size = { width: Math.max(1, Math.round(photo.width * scale)), height: Math.max(1, Math.round(photo.height * scale)) };
    return [new ImageRun({ type: photo.type, data: photo.bytes, transformation: size })];
  });
  const missing = cell.photos.filter((hash) => !photos.has(hash)).length;
  return [
    ...(cell.text === '' && cell.photos.length > 0 ? [] : paragraphs(cell.text)),
    ...runs.map((run) => new Paragraph({ children: [run] })),
    ...(missing > 0 ? paragraphs(`[${missing}]`) : []),
  ];
}

function paragraphs(text: string): Paragraph[] {
  return text.split('\n').map((line) => new Paragraph({ children: [new TextRun({ text: line })] }));
}
