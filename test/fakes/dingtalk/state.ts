/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** One message as it stands on one person's (or group's) screen. */
export interface Delivery {
  readonly seq: number;
  /** User id, or `group:<conversation>`. */
  readonly userId: string;
  /** Epoch ms by the fake's clock. */
  readonly at: number;
  /** How it came: an answer in a session, the robot's sending, an interactive card. */
  readonly via: 'session' | 'oto' | 'group' | 'card';
  /** `sampleText`, `markdown`, a template id … */
  readonly type: string;
  readonly body: Fields;
  readonly key: string;
  /** Words of a text or markdown. */
  readonly text: string | null;
  readonly outTrackId: string | null;
  /** Variables of a card as they stand now. */
  shown: Readonly<Record<string, string>>;
  updates: number;
  recalled: boolean;
}

/** Something that the real platform would have refused and that a test should know of. */
export interface Violation {
  readonly what: 'unknownCall' | 'wrongMethod' | 'refusedBody' | 'unknownQuery' | 'badHeader' | 'badAck' | 'parallelConnections';
  readonly detail: string;
}

/** What an armed failure does to the next matching call. */
export type Failure =
  /** An answer of the new API. */
  | { readonly code: string; readonly status?: number }
  /** An answer of the old API; `sub` puts it into its gateway's wrapper. */
  | { readonly errcode: number; readonly sub?: string }
  | { readonly status: number }
  /** HTML of the firewall. */
  | { readonly banned: true }
  /** The connection breaks: before the call had any effect, or after (the answer is lost). */
  | { readonly lose: 'request' | 'answer' }
  /** A card is made, but reaches nobody. */
  | { readonly undelivered: string };

/** An answer with a code instead of an effect. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    why: string,
    readonly status = 400,
  ) {
    super(why);
  }
}

export function object(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal('invalidParameter.json', `${where} must be an object`);
  return value as Fields;
}

/** Refuses every field that the notes do not name here. */
export function only(fields: Fields, where: string, allowed: readonly string[]): void {
  for (const name of Object.keys(fields))
    if (!allowed.includes(name)) throw new Refusal('invalidParameter.unknown', `unknown field ${where}.${name}`);
}

export function text(value: unknown, where: string, maxBytes = Infinity): string {
  if (typeof value !== 'string' || value === '') throw new Refusal(`miss.param.${where}`, `${where} is missing`);
  if (Buffer.byteLength(value) > maxBytes) throw new Refusal('invalidParameter.msgParam.tooLong', `${where} exceeds ${maxBytes} bytes`);
  return value;
}

export function texts(value: unknown, where: string, max: number, tooMany: string): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) throw new Refusal(`miss.param.${where}`, `${where} is missing`);
  if (value.length > max) throw new Refusal(tooMany, `${where} has ${value.length} items`);
  return value.map((item: unknown) => text(item, where));
}
