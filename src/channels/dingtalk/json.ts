/** A JSON object of the platform: unknown fields are ignored, known ones are read with the functions below. */
export type Json = Readonly<Record<string, unknown>>;

/** The object in a text, or null when it is none. */
export function parseObject(text: string): Json | null {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null; // not JSON is told by the caller in its own words
  }
}

/** The value as an object, or null. */
export function objectOf(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** A field as text: strings as they are, numbers in decimal digits, everything else as an empty text. */
export function textOf(json: Json | null, name: string): string {
  const value = json === null ? undefined : json[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** A field as a list; empty where there is none. */
export function listOf(json: Json | null, name: string): readonly unknown[] {
  const value = json === null ? undefined : json[name];
  return Array.isArray(value) ? value : [];
}
