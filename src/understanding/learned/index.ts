import { FIELDS, type LearnedPeople } from '../casualties/sights';
import { Classifier } from './classifier';
import { Forest } from './forest';
import { StretchModel } from './stretches';
import breathsWeights from './weights/breaths.json';
import causesWeights from './weights/causes.json';
import checkinsWeights from './weights/checkins.json';
import englishWeights from './weights/english.json';
import forestWeights from './weights/forest.json';
import intentsWeights from './weights/intents.json';
import kindsWeights from './weights/kinds.json';
import leadsWeights from './weights/leads.json';
import nameForestWeights from './weights/nameForest.json';
import nameWordsWeights from './weights/nameWords.json';
import openingsWeights from './weights/openings.json';
import partingsWeights from './weights/partings.json';
import peopleWeights from './weights/people.json';
import placesWeights from './weights/places.json';
import siteForestWeights from './weights/siteForest.json';
import siteWordsWeights from './weights/siteWords.json';
import turnsWeights from './weights/turns.json';

/**
 * The text of a model is megabytes, and of no use once it is read: whoever reads it takes it out of what was loaded. Every part has a file of
 * its own, so that no more than one of them is in memory as a file, as a text and as what was read of it.
 */
function taken<T extends { marks: string }>(model: T): T {
  const own = { ...model };
  model.marks = '';
  return own;
}

let intents: Classifier | undefined;
let checkins: Classifier | undefined;
let causes: Classifier | undefined;
let kinds: Classifier | undefined;
let borders: Borders | undefined;
let breaths: Classifier | undefined;
let places: StretchModel | undefined;
let names: PlaceNames | undefined;
let sites: PlacesTogether | undefined;
let inEnglish: LearnedEnglish | undefined;
let people: LearnedPeople | undefined;

/** What a message is, by the names of the public schema; marks from `marksOfMessage`. */
export const learnedIntents = (): Classifier => (intents ??= new Classifier(taken(intentsWeights)));
/** Whether who signs on or off goes: classes `off` and `on`; marks from `marksOfMessage`. */
export const learnedCheckins = (): Classifier => (checkins ??= new Classifier(taken(checkinsWeights)));
/** The cause of a fault; marks from `marksOfFault`. */
export const learnedCauses = (): Classifier => (causes ??= new Classifier(taken(causesWeights)));
/** The kind of accident a fault may lead to or that has happened; marks from `marksOfFault`. */
export const learnedKinds = (): Classifier => (kinds ??= new Classifier(taken(kindsWeights)));
/** Which characters of a text name a place; marks from `marksOfCharacters`. */
export const learnedPlaces = (): StretchModel => (places ??= new StretchModel(taken(placesWeights)));

/** What was learned of which stretch of a message is the place it tells of. */
export interface PlaceNames {
  /** Which characters of a text name a place. */
  readonly places: StretchModel;
  /** Whether a stretch is such a name, by its words and those around it: classes `name` and `other`; marks from `marksOfName`. */
  readonly words: Classifier;
  /** Whether a stretch is the right one of several, by `sightsOfNames`; in those stands what the other two say. */
  readonly forest: Forest;
}

/** What was learned of the names of places. */
export const learnedNames = (): PlaceNames =>
  (names ??= { places: learnedPlaces(), words: new Classifier(taken(nameWordsWeights)), forest: new Forest(nameForestWeights) });

/** What was learned of which places of a message belong together. */
export interface PlacesTogether {
  /** Which characters of a text name a place. */
  readonly places: StretchModel;
  /** Whether a place and another part of the message are one: classes `joined` and `other`; marks from `marksOfPart`. */
  readonly words: Classifier;
  /** Whether a part is the right one of several, by `sightsOfParts`; in those stands what the words say. */
  readonly forest: Forest;
}

/** What was learned of sites and the spots within them. */
export const learnedSites = (): PlacesTogether =>
  (sites ??= { places: learnedPlaces(), words: new Classifier(taken(siteWordsWeights)), forest: new Forest(siteForestWeights) });

/** Whether a clause begins at a character of speech without marks: classes `cut` and `on`; marks from `breathMarks`. */
export const learnedBreaths = (): Classifier => (breaths ??= new Classifier(taken(breathsWeights)));

/** What was learned of where one hazard ends and the next begins. */
export interface Borders {
  /** Whether a clause goes on about the same hazard or opens a new one: classes `new` and `same`; marks from `marksOfTurn`. */
  readonly turns: Classifier;
  /** Whether a fault is told from a clause on, by that clause alone: classes `begins` and `goesOn`; marks from `marksOfOpening`. */
  readonly openings: Classifier;
  /** Whether a clause tells of nothing yet: classes `leads` and `tells`; marks from `marksOfOpening`. */
  readonly leads: Classifier;
  /** Whether the next clause opens a new hazard, by `sightsOfTurn`; in those stands what `turns` and `openings` say. */
  readonly forest: Forest;
  /** Whether a way to part a message into hazards is the right one of several, by `sightsOfPartings`. */
  readonly partings: Forest;
  readonly breaths: Classifier;
  /** The cause of a fault; marks from `marksOfFault`. */
  readonly causes: Classifier;
  /** Which characters of a text name a place. */
  readonly places: StretchModel;
}

/** What was learned of the borders between hazards. */
export const learnedBorders = (): Borders =>
  (borders ??= {
    turns: new Classifier(taken(turnsWeights)),
    openings: new Classifier(taken(openingsWeights)),
    leads: new Classifier(taken(leadsWeights)),
    forest: new Forest(forestWeights),
    partings: new Forest(partingsWeights),
    breaths: learnedBreaths(),
    places: learnedPlaces(),
    causes: learnedCauses(),
  });

/** What was learned of messages in English. */
export interface LearnedEnglish {
  /** What a message is; marks from `marksOfEnglish`, as for the next two. */
  readonly intents: Classifier;
  readonly causes: Classifier;
  readonly kinds: Classifier;
  /** Whether a further hazard begins where a text may be parted: classes `begins` and `goesOn`; marks from `marksOfCut`. */
  readonly cuts: Classifier;
  /** Which words of a text name a place; marks from `marksOfWords`. */
  readonly places: StretchModel;
}

/** What was learned of messages in English. */
export const learnedEnglish = (): LearnedEnglish =>
  (inEnglish ??= {
    intents: new Classifier(taken(englishWeights.intents)),
    causes: new Classifier(taken(englishWeights.causes)),
    kinds: new Classifier(taken(englishWeights.kinds)),
    cuts: new Classifier(taken(englishWeights.cuts)),
    places: new StretchModel(taken(englishWeights.places)),
  });

/** What was learned of counting people. */
export const learnedPeople = (): LearnedPeople =>
  (people ??= {
    tellings: new Classifier(taken(peopleWeights.tellings)),
    texts: new Map(FIELDS.map((field) => [field, new Classifier(taken(peopleWeights.texts[field]))])),
    forest: new Forest(peopleWeights.forest),
  });
