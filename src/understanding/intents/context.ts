import type { Dialogue, Intent, Lexicon } from '../types';
import type { NormalText } from '../text/normalize';
import type { Token } from '../text/tokens';
import type { CompiledLexicon } from '../lexicon';

/** Everything a recogniser may look at. Built once a message. */
export interface Reader {
  readonly normal: NormalText;
  /** Normal text with misprints mended; same length as `normal.text`. */
  readonly text: string;
  /** `text` without spaces and closing punctuation. */
  readonly compact: string;
  readonly tokens: readonly Token[];
  readonly lexicon: Lexicon;
  readonly site: CompiledLexicon;
  readonly dialogue: Dialogue | null;
  readonly now: number;
}

/** What a recogniser thinks the message is, 0…1: 0.9 plain, 0.6 likely, below 0.4 not worth a question. */
export interface Candidate {
  readonly intent: Intent;
  readonly score: number;
}
