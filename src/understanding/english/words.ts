import type { AccidentType, Cause } from '../../domain/hazard/types';

/** Words of what a fault is about. */
export const HAZARD_WORDS: readonly {
  readonly pattern: RegExp;
  readonly cause: Cause;
  readonly type: AccidentType;
  readonly example: string;
}[] = [
  {
    pattern: /\b(?:blocked|slippery|wet|spill\w*|oil on|ice|dark|clutter\w*|obstruct\w*)\b/i,
    cause: 'environment',
    type: 'other',
    example: 'floor is slippery',
  },
  {
    pattern: /\b(?:wires?|cable|socket|electric\w*|panel|switchboard|breaker)\b/i,
    cause: 'equipment',
    type: 'electric_shock',
    example: 'exposed wires at the panel',
  },
  {
    pattern: /\b(?:extinguisher|hydrant|fire (?:exit|door|alarm)|emergency (?:exit|light)|smok(?:ing|e)|flammable|sprinkler)\b/i,
    cause: 'equipment',
    type: 'fire',
    example: 'fire extinguisher expired',
  },
  {
    pattern: /\b(?:helmet|hard hat|harness|goggles|ppe|gloves|seat ?belt)\b/i,
    cause: 'violation',
    type: 'fall',
    example: 'no harness on the scaffold',
  },
  { pattern: /\b(?:forklift|truck|brakes?|speeding|vehicle)\b/i, cause: 'equipment', type: 'vehicle', example: 'forklift brakes are bad' },
  {
    pattern: /\b(?:guard|press|machine|conveyor|e-?stop|emergency stop|gear|belt)\b/i,
    cause: 'equipment',
    type: 'machinery',
    example: 'machine guard missing',
  },
  {
    pattern: /\b(?:scaffold\w*|railing|handrail|guardrail|ladder|edge|opening|manhole)\b/i,
    cause: 'equipment',
    type: 'fall',
    example: 'railing is loose',
  },
  { pattern: /\b(?:crane|hoist|sling|hook|lifting)\b/i, cause: 'equipment', type: 'lifting', example: 'crane hook latch broken' },
  {
    pattern: /\b(?:gas|leak\w*|ammonia|chlorine|fumes?|chemical|solvent)\b/i,
    cause: 'equipment',
    type: 'poisoning',
    example: 'gas leak in boiler room',
  },
  { pattern: /\b(?:life ?(?:rings?|jackets?|buoys?)|pool|dock|quay)\b/i, cause: 'equipment', type: 'drowning', example: 'no life rings' },
  { pattern: /\b(?:weld\w*|grind\w*|cutting torch|hot work)\b/i, cause: 'violation', type: 'fire', example: 'welding without screens' },
  { pattern: /\b(?:drain|cover|grating|hole|pit)\b/i, cause: 'equipment', type: 'fall', example: 'drain cover broken' },
  {
    pattern: /\b(?:eye ?wash|emergency shower|safety shower)\b/i,
    cause: 'equipment',
    type: 'burn',
    example: 'emergency shower has no water',
  },
  {
    pattern: /\b(?:fire pump|diesel tank|pressure gauge|safety valve|relief valve|cylinders?)\b/i,
    cause: 'equipment',
    type: 'other_explosion',
    example: 'pressure gauge stuck at zero',
  },
  {
    pattern: /\b(?:horn|beeper|drivers?|driving)\b/i,
    cause: 'violation',
    type: 'vehicle',
    example: 'driver is texting',
  },
  { pattern: /\b(?:dust|noise|noisy|heat|ventilation|glare|smell\w*)\b/i, cause: 'occupational', type: 'other', example: 'too much dust' },
];
/** Something is not as it should be. */
export const WRONG =
  /\b(?:broken|leak\w*|missing|expired|exposed|loose|damaged?|blocked|cracked?|slippery|no|not (?:working|wearing)|without|doesn'?t|isn'?t|faulty|unsafe|hazard|dangerous|bad|rust\w*|smoking|spark\w*|overload\w*|worn|bare|stuck|unguarded|spill\w*|speeding|almost|nearly|near miss|expos\w*|open|empty|unlocked|blocking|sleeping|drunk|overdue|dead|zero|chained|padlocked|wedged|propped|shut|peeling|unbearable|glare|smells?|texting|(?:using|on) (?:his|her|their) phones?|too (?:much|loud|hot|dark|strong|thick))\b/i;
/** Somebody came to harm, or a grave event happened. */
export const HURT =
  /\b(?:injured|hurt|died|(?<!\b(?:horn|fan|batter\w+|lights?|lamp|phone|motor|pump|alarm|radio|siren|detector|beeper|engine)s? (?:is |are |was |has been |have been |went )?)dead|killed|explosion|exploded|collapsed|trapped|electrocuted|(?:on|caught) fire|fire (?:in|at|on|broke out)|fell (?:from|off|down)|unconscious|bleeding|burn(?:ed|t)|accident (?:happened|at|in)|(?<=\b(?:he|she|him|her|they|man|men|woman|workers?|drivers?|operators?|guys?|people|person|legs?|arms?|hands?|foot|feet|fingers?)\b.{0,24})(?:pinned|crushed|buried|run over by|hit by (?:a|an|the))|severed|amputat\w+|passed out|fainted|drown(?:ed|ing)|overturned|tipped over|rolled over|(?:broke|broken|cut) (?:his|her|an?|the) (?:arm|leg|wrist|finger|hand|ankle|foot|hip|rib)s?)\b/i;
/** An event that is an accident whether or not somebody was hurt. */
export const GRAVE = /\b(?:explosion|exploded|collapsed|(?:on|caught) fire|fire (?:in|at|on|broke out))\b/i;
/** «almost», «might»: it has not happened. */
export const NEAR_MISS = /\b(?:almost|nearly|could have|might|may|near miss|near-miss|luckily nobody|nobody was under)\b/i;
/** Work was stopped or people were called out for it. */
export const STOPPED =
  /\bstop(?:ped)? (?:the )?(?:work|production|job|line|lift|it)\b|\bevacuat\w*|\bshut (?:it |the line )?down\b|\bpulled (?:\w+ )?out\b|\b(?:took|got|sent) every(?:one|body) out\b|\bcleared (?:the area|everyone)\b/i;
/** Whoever reports it has put it right already. */
export const FIXED_ON_SPOT =
  /\b(?:already|just|i|i've|we|we've) (?:have )?(?:fixed|cleaned|replaced|closed|removed|moved|mopped|put it back|tightened|unlocked|taped)\b|\bfixed (?:it )?(?:on the spot|right away|myself)\b/i;
/** What places are called by, one alternative after the other of a pattern. */
export const PLACE_NOUN =
  'workshops?|parks?|gangway|berths?|stairwells?|stairways?|staircase|hallway|rooms?|floors?|flr|lines?|gates?|warehouses?|wh|areas?|buildings?|bldg|roofs?|rooftop|stairs?|corridors?|canteen|kitchens?|docks?|yards?|sites?|plants?|bays?|zones?|tunnels?|wards?|lobby|basement|offices?|decks?|berths?|shops?|stores?|storeroom|storage|levels?|stations?|houses?|pits?|farms?|silos?|halls?|aisles?|platforms?|towers?|blocks?|units?|cells?|labs?|laboratory|garages?|lots?|quays?|wharf|piers?|jetty|streets?|roads?|substations?|mills?|furnaces?|mezzanine|hangars?|aprons?|stands?|terminals?|concourse|ballroom|restaurant|bars?|pool|spa|gym|laundry|classrooms?|dorms?|dormitory|library|playground|clinic|theatre|theater|icu|pharmacy|morgue|cabins?|galley|forecastle|fore?deck|poop|pontoon|dam|shafts?|portal|wellhead|rig|tanks?|bund|pumphouse|trench|ramps?';
/** A word that calls a place or stands in the name of one. */
export const PLACE_WORD = new RegExp(
  `^(?:${PLACE_NOUN}|parking|holds?|bridge|engine|drift|face|panel|pad|manifold|compressor|boiler|turbine|reactor|cabinet|container|side|end|corner|north|south|east|west|upper|lower|inside|outside|behind|beside|opposite|next|side|end|corner|exits?|entrances?|elevators?|lifts?)$`,
  'i',
);
