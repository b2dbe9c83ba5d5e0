/** An answer with an errcode instead of an effect, in the words of the protocol notes. */
export class Refusal extends Error {
  constructor(
    readonly errcode: number,
    why: string,
  ) {
    super(why);
  }
}

export type Fields = Readonly<Record<string, unknown>>;

/** A JSON object and nothing else. */
export function object(value: unknown, where: string, errcode = 40058): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal(errcode, `${where} must be an object`);
  return value as Fields;
}

/** A list of `min` to `max` items. */
export function list(value: unknown, where: string, min: number, max: number, errcode = 40058): readonly unknown[] {
  if (!Array.isArray(value)) throw new Refusal(errcode, `${where} must be a list`);
  if (value.length < min || value.length > max) throw new Refusal(errcode, `${where} has ${value.length} items, allowed ${min} to ${max}`);
  return value;
}

/** Refuses every field that the notes do not name here. */
export function only(fields: Fields, where: string, allowed: readonly string[]): void {
  for (const name of Object.keys(fields)) if (!allowed.includes(name)) throw new Refusal(40058, `unknown field ${where}.${name}`);
}

/** A string that is not empty, of at most `maxBytes` UTF-8 bytes. */
export function text(value: unknown, where: string, errcode = 40058, maxBytes = Infinity): string {
  if (typeof value !== 'string' || value === '') throw new Refusal(errcode, `${where} is missing`);
  if (Buffer.byteLength(value) > maxBytes) throw new Refusal(errcode, `${where} exceeds ${maxBytes} bytes`);
  return value;
}

/** A string that may be absent or empty. */
export function optionalText(value: unknown, where: string, errcode = 40058, maxBytes = Infinity): string {
  return value === undefined || value === '' ? '' : text(value, where, errcode, maxBytes);
}

/** One of the allowed numbers; `absent` stands for a missing one. */
export function oneOf(value: unknown, where: string, allowed: readonly number[], absent: number | null, errcode = 40058): number {
  if (value === undefined && absent !== null) return absent;
  if (typeof value !== 'number' || !allowed.includes(value)) throw new Refusal(errcode, `${where} must be one of ${allowed.join(', ')}`);
  return value;
}

/** An http(s) address of at most 2048 bytes. */
export function url(value: unknown, where: string, errcode = 42028): string {
  const address = text(value, where, errcode, 2048);
  if (!/^https?:\/\/[^\s]+$/.test(address)) throw new Refusal(errcode, `${where} is no http(s) address`);
  return address;
}

/** Refuses a second item with the same value. */
export function unique(values: readonly string[], where: string, errcode: number): void {
  if (new Set(values).size !== values.length) throw new Refusal(errcode, `${where} must be unique`);
}
