/** Turns a locale key (`<namespace>:<path>`) and its values into a sentence in the reader's language. */
export type Translate = (key: string, params?: Readonly<Record<string, string | number>>) => string;
