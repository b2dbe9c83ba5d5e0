/**
 * A printed form before it has a shape: title, number, unit, then fields in the order of the law or of the custom. Renderers only
 * draw it; nothing is left out because it is empty.
 */
export interface FormDocument {
  /** Human number of the form, or the empty mark where none was drawn. */
  readonly number: string;
  readonly title: string;
  /** BCP 47 tag of the words. */
  readonly language: string;
  /** `编号:ZG-2026-000001`, top right. */
  readonly numberLine: string;
  /** Issuing or addressed unit, left. */
  readonly unitLine: string;
  readonly fields: readonly FormField[];
  /** 制表人 / 审核人 / 日期, in one row. */
  readonly foot: readonly LabelledText[];
  /** 一式三份, the line for the seal. */
  readonly notes: readonly string[];
}

export interface LabelledText {
  readonly label: string;
  readonly text: string;
}

/** One field: words, a table of items, a space for a signature, or several short ones side by side. */
export type FormField =
  | { readonly kind: 'text'; readonly label: string; readonly text: string }
  | { readonly kind: 'table'; readonly label: string; readonly head: readonly string[]; readonly rows: readonly (readonly FormCell[])[] }
  /** `text` is what is printed already (a name, a time); the hand writes beside it. */
  | { readonly kind: 'signature'; readonly label: string; readonly text: string };

/** A cell of a table: words and photos by content hash. */
export interface FormCell {
  readonly text: string;
  readonly photos: readonly string[];
}

/** Every photo the form shows, once each, in order. */
export function photosOf(form: FormDocument): readonly string[] {
  const cells = form.fields.flatMap((field) => (field.kind === 'table' ? field.rows.flat() : []));
  return [...new Set(cells.flatMap((cell) => cell.photos))];
}
