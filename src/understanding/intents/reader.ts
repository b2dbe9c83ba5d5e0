import { compileLexicon } from '../lexicon';
import { mend } from '../text/mend';
import { normalize } from '../text/normalize';
import { tokenize } from '../text/tokens';
import type { Dialogue, Lexicon } from '../types';
import type { Reader } from './context';

/** What the recognisers look at, built once a message; `now` is epoch milliseconds. */
export function makeReader(message: string, dialogue: Dialogue | null, lexicon: Lexicon, now: number): Reader {
  const normal = normalize(
    message.replace(/\[(?:图片|照片|表情|语音|视频|文件|位置|Photo|Image)\]|@[^\s@]{1,12}(?:\s|$)/gi, (m) => ' '.repeat(m.length)),
  );
  const text = mend(normal.text);
  const site = compileLexicon(lexicon);
  return {
    normal,
    text,
    compact: text.replace(/[\s,。!;:~"']+/g, ''),
    tokens: tokenize(text, site.names, site.longest),
    lexicon,
    site,
    dialogue,
    now,
  };
}
