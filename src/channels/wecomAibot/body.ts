/** Reading of the platform's JSON bodies (notes 6.1): every field is of unknown worth until it is looked at. */

export type Json = Readonly<Record<string, unknown>>;

/** A JSON object and nothing else, or null. */
export function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** A JSON text that is an object, or null. */
export function parseObject(text: string): Json | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null; // no JSON is no object; the caller refuses it
  }
}

/** The object under a name; empty when there is none. */
export function inner(json: Json, name: string): Json {
  return asObject(json[name]) ?? {};
}

/** The text under a name; empty when there is none. */
export function textOf(json: Json, name: string): string {
  const value = json[name];
  return typeof value === 'string' ? value : '';
}

/** The objects of a list under a name. */
export function listOf(json: Json, name: string): readonly Json[] {
  const value = json[name];
  return Array.isArray(value) ? value.flatMap((item): readonly Json[] => asJsonList(item)) : [];
}

function asJsonList(item: unknown): readonly Json[] {
  const json = asObject(item);
  return json === null ? [] : [json];
}

/** One piece of what somebody said: words, or a file the platform keeps for five minutes. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'media';
      readonly media: 'image' | 'voice' | 'video' | 'file';
      readonly url: string;
      readonly aesKey: string;
      readonly transcript?: string;
    };

/** Every piece of a message in order, with the pictures of a quoted one behind them: in a group that is how a photo comes (notes 6.1). */
export function piecesOf(body: Json): readonly Piece[] {
  const own = piecesOfPart(body);
  const quote = asObject(body['quote']);
  if (quote === null) return own;
  const quoted = piecesOfPart(quote);
  const said = own.some((piece) => piece.kind === 'text' && piece.text.replace(/^\s*@\S+\s*/, '').trim() !== '');
  return [...own, ...quoted.filter((piece) => (piece.kind === 'media' ? piece.media === 'image' : !said))];
}

function piecesOfPart(part: Json): readonly Piece[] {
  const type = textOf(part, 'msgtype');
  switch (type) {
    case 'text':
      return [{ kind: 'text', text: textOf(inner(part, 'text'), 'content') }];
    case 'voice':
      return [{ kind: 'media', media: 'voice', url: '', aesKey: '', transcript: textOf(inner(part, 'voice'), 'content') }];
    case 'image':
    case 'video':
    case 'file': {
      const file = inner(part, type);
      return [{ kind: 'media', media: type, url: textOf(file, 'url'), aesKey: textOf(file, 'aeskey') }];
    }
    case 'mixed':
      return listOf(inner(part, 'mixed'), 'msg_item').flatMap(piecesOfPart);
    default:
      return [];
  }
}
