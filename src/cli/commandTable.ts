import { CliFault } from './terminal';
import type { CommandSpec } from './spec';

const NONE = {} as const;
const FLAG = { type: 'boolean' } as const;
const TEXT = { type: 'string' } as const;

/** Every command, in the order of the help. What a command needs is loaded when it runs, so that help and faults answer at once. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'doctor',
    key: 'doctor',
    options: { json: FLAG },
    words: [0, 0],
    run: async (terminal, given) => (await import('./doctor')).runDoctor(terminal, given.flags.has('json')),
  },
  {
    name: 'migrate',
    key: 'migrate',
    options: { down: FLAG, yes: FLAG },
    words: [0, 0],
    run: async (terminal, given) => (await import('./migrate')).runMigrate(terminal, given.flags),
  },
  {
    name: 'backup',
    key: 'backup',
    options: NONE,
    words: [1, 1],
    run: async (terminal, given) => (await import('./backup')).runBackup(terminal, given.words[0] ?? ''),
  },
  {
    name: 'people import',
    key: 'peopleImport',
    options: { 'dry-run': FLAG },
    words: [1, 1],
    run: async (terminal, given) => (await import('./people')).runPeopleImport(terminal, given.words[0] ?? '', given.flags.has('dry-run')),
  },
  {
    name: 'people sync',
    key: 'peopleSync',
    options: { 'dry-run': FLAG, yes: FLAG, platform: TEXT },
    words: [0, 0],
    run: async (terminal, given) => (await import('./peopleSync')).runPeopleSync(terminal, given),
  },
  {
    name: 'admin grant',
    key: 'adminGrant',
    options: NONE,
    words: [1, 1],
    run: async (terminal, given) => (await import('./writes')).runWrite(terminal, { kind: 'admin.grant', person: given.words[0] ?? '' }),
  },
  {
    name: 'seal renew',
    key: 'sealRenew',
    options: { yes: FLAG },
    words: [0, 0],
    run: async (terminal, given) => (await import('./sealRenew')).runSealRenew(terminal, given.flags.has('yes')),
  },
  {
    name: 'hazards export',
    key: 'hazardsExport',
    options: { xlsx: FLAG, csv: FLAG, force: FLAG },
    words: [0, 1],
    run: async (terminal, given) => (await import('./exportHazards')).runExport(terminal, given.flags, given.words[0]),
  },
  {
    name: 'console',
    key: 'console',
    options: { as: TEXT },
    words: [0, 0],
    run: async (_terminal, given) => {
      const person = given.values.get('as');
      if (person === undefined) throw new CliFault('fault.missingWord');
      return (await import('./console')).runConsole(person);
    },
  },
  {
    name: 'outbox',
    key: 'outboxList',
    options: { json: FLAG },
    words: [0, 0],
    run: async (terminal, given) => (await import('./outbox')).runOutboxList(terminal, given.flags.has('json')),
  },
  {
    name: 'outbox list',
    key: 'outboxList',
    options: { json: FLAG },
    words: [0, 0],
    run: async (terminal, given) => (await import('./outbox')).runOutboxList(terminal, given.flags.has('json')),
  },
  {
    name: 'outbox resend',
    key: 'outboxResend',
    options: { 'all-dead': FLAG },
    words: [0, 1000],
    run: async (terminal, given) => (await import('./outbox')).runOutboxResend(terminal, given.words, given.flags.has('all-dead')),
  },
  {
    name: 'places list',
    key: 'placesList',
    options: { json: FLAG },
    words: [0, 0],
    run: async (terminal, given) => (await import('./places')).runPlacesList(terminal, given.flags.has('json')),
  },
  {
    name: 'places add',
    key: 'placesAdd',
    options: { kind: TEXT, unit: TEXT, name: TEXT, what: TEXT, address: TEXT, members: TEXT },
    words: [0, 0],
    run: async (terminal, given) => (await import('./places')).runPlacesAdd(terminal, given),
  },
  {
    name: 'places remove',
    key: 'placesRemove',
    options: NONE,
    words: [1, 1],
    run: async (terminal, given) => (await import('./writes')).runWrite(terminal, { kind: 'places.remove', place: given.words[0] ?? '' }),
  },
  {
    name: 'places test',
    key: 'placesTest',
    options: NONE,
    words: [1, 1],
    run: async (terminal, given) => (await import('./places')).runPlacesTest(terminal, given.words[0] ?? ''),
  },
  {
    name: 'journal verify',
    key: 'journalVerify',
    options: NONE,
    words: [0, 0],
    run: async (terminal) => (await import('./journal')).runJournalVerify(terminal),
  },
  {
    name: 'understand',
    key: 'understand',
    options: NONE,
    words: [0, 0],
    passThrough: true,
    run: async (_terminal, _given, rest) => (await import('./understand')).runUnderstand(rest),
  },
  {
    name: 'score',
    key: 'score',
    options: NONE,
    words: [0, 0],
    passThrough: true,
    run: async (_terminal, _given, rest) => (await import('./score')).runScore(rest),
  },
];
