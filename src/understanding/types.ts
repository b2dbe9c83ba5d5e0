import type { ActInput } from '../domain/hazard/decision';
import type { AccidentType, Cause, HazardAction, LegalGrade } from '../domain/hazard/types';

/** Intents of the public message schema; `toCorpus` maps every reading to one of these. */
export const CORPUS_INTENTS = [
  'hazard.report',
  'hazard.progress',
  'hazard.query',
  'inspection.clear',
  'duty.checkin',
  'duty.handover',
  'duty.query',
  'duty.swap',
  'duty.leave',
  'accident.report',
  'accident.update',
  'notice.ack',
  'suggestion.submit',
  'help',
  'none',
] as const;
export type CorpusIntent = (typeof CORPUS_INTENTS)[number];

/** One word of the site's own lexicon: a unit, a place, a piece of equipment, a person. */
export interface LexiconEntry {
  readonly kind: 'unit' | 'place' | 'equipment' | 'person';
  readonly id: string;
  /** The name as it is printed; the first thing matched. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** For units, places and equipment: the unit that owns it. For persons: where he works. */
  readonly unitId: string;
  /** For equipment: the units its unit belongs to. */
  readonly above?: readonly string[];
}

/** A phrase the administrator taught at run time: text containing `phrase` means `means`. */
export interface TaughtPhrase {
  readonly phrase: string;
  readonly means:
    | { readonly kind: 'intent'; readonly intent: CorpusIntent }
    | { readonly kind: 'cause'; readonly cause: Cause }
    | { readonly kind: 'hazardWord' }
    | { readonly kind: 'dangerWord' };
}

/** What the site calls things. Built from the directory once per version and handed to every reading. */
export interface Lexicon {
  /** Equal versions hold equal words; compiled matchers are cached by it. */
  readonly version: string;
  readonly entries: readonly LexiconEntry[];
  readonly phrases: readonly TaughtPhrase[];
}

/** What the bot asked last, so that a short answer can be read as its answer. */
export type AskedQuestion =
  | { readonly kind: 'where' } // 在哪儿
  | { readonly kind: 'what' } // 什么问题
  | { readonly kind: 'reason'; readonly action: HazardAction } // why (notOurs, cannotFix, verifyFail …)
  | { readonly kind: 'until'; readonly action: HazardAction } // which new limit
  | { readonly kind: 'whom'; readonly action: HazardAction } // who shall fix
  | { readonly kind: 'text'; readonly action: HazardAction; readonly field?: string } // one free line, e.g. the measures
  | { readonly kind: 'which'; readonly action: HazardAction; readonly options: readonly string[] } // which case; options are numbers as shown, in order
  | { readonly kind: 'sameAs'; readonly options: readonly string[] } // 是不是这一条
  | { readonly kind: 'intent'; readonly options: readonly CorpusIntent[]; readonly text: string }; // two readings of `text`

/** What an act had already when something else of it was asked for; the answer completes it. */
export type GivenSoFar = Pick<
  ActInput,
  'text' | 'grade' | 'personId' | 'unitId' | 'until' | 'duplicateOfId' | 'receiptTo' | 'adviceKind' | 'outsideTo'
>;

/** The memory of one conversation. Pure data; stored by the runner with the event that changed it. */
export interface Dialogue {
  /** The question on the table, with the case it concerns and what was said to the act before it was put. */
  readonly asked?: AskedQuestion & { readonly ref?: string; readonly given?: GivenSoFar };
  /** Number of the report this conversation has just made and not yet confirmed; additions and corrections go there. */
  readonly draftRef?: string;
  /** Numbers in the order of the list last shown; «第二个» and a bare «2» point into it. */
  readonly lastList?: readonly string[];
  /** Photos that came before it was known what they belong to: content hashes, or `remote:` references still to be fetched. */
  readonly pendingPhotos?: readonly string[];
  /** Number of the case last spoken of. */
  readonly lastRef?: string;
  /** Parts of a plan given so far, message by message, and the case it is for. */
  readonly planSoFar?: { readonly ref: string; readonly plan: Readonly<Record<string, string>> };
  /** Epoch milliseconds; an older dialogue reads as none. */
  readonly expiresAt: number;
}

export interface Quoted<T> {
  readonly value: T;
  /** The words of the message that say so. */
  readonly quote: string;
}

/** Where the text says it is, and what the lexicon makes of it. */
export interface PlaceReading {
  /** As it stands in the text. */
  readonly text: string;
  /** Best lexicon entry, when one is meant; `score` 0..1, 1 is the name itself. */
  readonly entry?: { readonly id: string; readonly unitId: string; readonly name: string; readonly score: number };
}

export interface HazardItem {
  /** The words of this item, cleaned of numbering and greeting; what is shown as the description. */
  readonly text: string;
  readonly location: PlaceReading | null;
  /** Possible causes, likeliest first; empty when the text does not tell. */
  readonly cause: readonly Cause[];
  readonly accidentType: readonly AccidentType[];
  /** What the message itself says; undefined where it does not. */
  readonly severity?: LegalGrade;
  /** Proposal of the legal grade with the item of the standard it rests on (rules §2.4); absent where nothing matched. */
  readonly proposedLegalGrade?: { readonly grade: 'major'; readonly rule: string; readonly quote: string };
  readonly fixedOnSpot?: boolean;
  /** `YYYY-MM-DD` or an ISO instant with +08:00. */
  readonly observedAt?: string;
  /** The person complained of, when the text names one (三违, 违章指挥); internal, shown only to the assessor above him. */
  readonly against?: string;
}

export interface Casualties {
  readonly deaths?: number;
  readonly missing?: number;
  readonly trapped?: number;
  readonly seriousInjuries?: number;
  readonly minorInjuries?: number;
  readonly injuries?: number;
}

/** What one message means. Slots that the text does not give are absent; `null` is said by the corpus' conventions. */
export type Intent =
  | {
      readonly name: 'hazard.report';
      readonly items: readonly HazardItem[];
      readonly anonymous?: boolean;
      /** 代报: reported for somebody else, by name. */
      readonly onBehalfOf?: string;
    }
  /** An act on a case on file, said in words. `hazard.progress` of the corpus is a part of it. */
  | {
      readonly name: 'hazard.act';
      readonly action: HazardAction;
      readonly ref: string | null;
      /** `ref` was not said: it is the case that was spoken of last. */
      readonly assumed?: true;
      readonly text?: string; // reason, measures, what was done
      readonly person?: string; // for assign
      readonly until?: string | null; // YYYY-MM-DD or ISO instant
      readonly grade?: LegalGrade;
    }
  | { readonly name: 'hazard.query'; readonly ref: string | null }
  /** An addition or correction to the report just made. */
  | {
      readonly name: 'hazard.supplement';
      readonly text: string;
      readonly item?: HazardItem;
      readonly correct?: 'place' | 'what';
      /** The words of a photo that came first may say so. */
      readonly anonymous?: boolean;
      readonly onBehalfOf?: string;
    }
  | { readonly name: 'hazard.list'; readonly which: 'mine' | 'waitingForMe' | 'myUnit' | 'overdue' }
  /** «搜索 配电箱»: cases that hold the words of `text`. */
  | { readonly name: 'hazard.list'; readonly which: 'search'; readonly text: string }
  | { readonly name: 'inspection.clear'; readonly level: 'post' | 'team' | 'workshop' | 'plant' | null }
  | { readonly name: 'duty.checkin'; readonly kind: 'on' | 'off' }
  | { readonly name: 'duty.handover'; readonly to: string | null; readonly remarks?: string }
  | { readonly name: 'duty.query'; readonly who: string; readonly date: string | null }
  | { readonly name: 'duty.swap'; readonly date: string | null; readonly with: string | null; readonly theirDate: string | null }
  | { readonly name: 'duty.leave'; readonly date: string | null }
  | ({
      readonly name: 'accident.report';
      readonly occurredAt?: string;
      readonly location: PlaceReading | null;
      readonly accidentType: readonly AccidentType[];
    } & Casualties)
  | ({ readonly name: 'accident.update'; readonly ref: string | null } & Casualties)
  | { readonly name: 'notice.ack' }
  | { readonly name: 'suggestion.submit'; readonly text: string }
  | { readonly name: 'privacy.show' } // /隐私
  | { readonly name: 'privacy.myData' } // 我的数据
  | { readonly name: 'privacy.openHazards' } // /知情: open hazards of my own area
  | { readonly name: 'channels.show' } // /举报渠道
  | { readonly name: 'language.set'; readonly language: 'zh-CN' | 'en' }
  | { readonly name: 'web.open' } // 打开网页版: a one-time link
  /** 管理员 words, e.g. 「添加 张三 …」; checked by the handler. */
  | { readonly name: 'admin'; readonly command: string; readonly args: string }
  | { readonly name: 'help' }
  | { readonly name: 'greeting' }
  | { readonly name: 'none' };

/** A sign of immediate danger (rules §2.5, ruling 18). `doubtful` alarms too, with a one-tap «是误报». */
export interface DangerReading {
  readonly words: readonly string[];
  readonly doubtful: boolean;
}

export interface Reading {
  readonly intent: Intent;
  /** `sure`: act, with a one-tap correction; `unsure`: ask between `alternatives`; `lost`: help with examples. */
  readonly confidence: 'sure' | 'unsure' | 'lost';
  /** Other intents that fit nearly as well, best first. */
  readonly alternatives: readonly Intent[];
  readonly danger: DangerReading | null;
  /** True when the message answers `dialogue.asked`. */
  readonly answersQuestion: boolean;
  /** The words of the message that tell of a hazard besides its intent; whether it is to be reported is asked. */
  readonly beside?: string;
  /** The intent's language, for the reply. */
  readonly language: 'zh' | 'en';
}

/**
 * Reads one message. Pure: no clock, no I/O; the same arguments give the same reading.
 * Never throws, whatever the text; `now` is epoch milliseconds, read in Asia/Shanghai.
 */
export type Interpret = (text: string, dialogue: Dialogue | null, lexicon: Lexicon, now: number) => Reading;
