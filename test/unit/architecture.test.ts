import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import * as ts from 'typescript';
import { projectRoot } from '../../src/lib/projectRoot';

/*
 * The dependency table. Rows are rooms (the longest beginning of a path wins), columns what they may import of ours: `yes`, or `types`
 * for `import type` alone. What is not here may not be. docs/architecture.md tells why.
 */
type Allowed = 'yes' | 'types';
const TABLE: Readonly<Record<string, Readonly<Record<string, Allowed>>>> = {
  'src/domain': { 'src/domain': 'yes', 'config/hazardPolicy': 'yes' },
  'src/understanding': { 'src/understanding': 'yes', 'src/domain': 'types', 'src/lib': 'yes' },
  'src/policies': { 'src/policies': 'yes', 'src/domain': 'yes' },
  cards: { cards: 'yes', 'src/domain': 'yes', 'src/outbox/intents': 'types', 'src/http/dto': 'types', 'src/channels/channel': 'types' },
  'src/forms': { 'src/forms': 'yes', 'src/domain': 'yes' },
  // Columns that hold JSON are typed by those who write it.
  entities: {
    entities: 'yes',
    'src/domain': 'types',
    'src/understanding': 'types',
    'src/outbox/intents': 'types',
    'src/http/dto': 'types',
    'src/channels/channel': 'types',
    'cards/card': 'types',
  },
  migrations: { migrations: 'yes' },
  handlers: {
    handlers: 'yes',
    entities: 'yes',
    cards: 'types',
    'cards/selections': 'yes',
    'src/domain': 'yes',
    'src/policies': 'yes',
    'src/understanding': 'yes',
    'src/llm': 'yes',
    'src/directory': 'yes',
    'src/ledger': 'yes',
    'src/lib': 'yes',
    'src/db/cases': 'yes',
    'src/db/rows': 'yes',
    'src/inbox/work': 'yes',
    'src/inbox/systemEvents': 'yes',
    'src/inbox/runner': 'types',
    'src/outbox/intents': 'types',
    'src/channels/channel': 'types',
    'src/cli/commands': 'types',
    'src/clock/timers': 'yes',
    'src/journal/digest': 'yes',
    'src/media/recordMedia': 'yes',
  },
  'src/channels': { 'src/channels': 'yes', 'src/lib': 'yes' },
  // The web chat keeps its screens in our own tables.
  'src/channels/web': { 'src/channels': 'yes', 'src/lib': 'yes', 'src/db': 'yes', entities: 'yes', 'src/http/dto': 'types' },
  'src/channels/console': { 'src/channels': 'yes', 'src/lib': 'yes', 'src/http/dto': 'types' },
  'src/inbox': {
    'src/inbox': 'yes',
    entities: 'yes',
    'src/db': 'yes',
    'src/lib': 'yes',
    'src/domain': 'yes',
    'src/policies': 'yes',
    'src/journal': 'yes',
    'src/directory': 'types',
    'src/media': 'types',
    'src/llm': 'types',
    'src/understanding': 'types',
    'src/channels/channel': 'yes',
    'src/outbox/intents': 'yes',
    'src/cli/commands': 'yes',
  },
  'src/outbox': {
    'src/outbox': 'yes',
    entities: 'yes',
    cards: 'yes',
    'src/domain': 'yes',
    'src/policies': 'yes',
    'src/directory': 'types',
    'src/db': 'yes',
    'src/lib': 'yes',
    'src/channels/channel': 'yes',
  },
  'src/clock': {
    'src/clock': 'yes',
    entities: 'yes',
    'src/db': 'yes',
    'src/lib': 'yes',
    'src/domain': 'yes',
    'src/inbox/systemEvents': 'yes',
    'src/inbox/accept': 'types',
  },
  'src/directory': {
    'src/directory': 'yes',
    entities: 'yes',
    'src/db': 'yes',
    'src/lib': 'yes',
    'src/domain': 'yes',
    'src/understanding': 'types',
    'src/channels/channel': 'yes',
  },
  'src/journal': { 'src/journal': 'yes', entities: 'yes', 'src/db': 'yes', 'src/lib': 'yes' },
  'src/media': { 'src/media': 'yes', entities: 'yes', 'src/db': 'yes', 'src/lib': 'yes' },
  'src/ledger': { 'src/ledger': 'yes', 'src/domain': 'yes', 'src/forms': 'yes', 'src/db': 'yes', 'src/lib': 'yes' },
  'src/db': {
    'src/db': 'yes',
    entities: 'yes',
    migrations: 'yes',
    'src/lib': 'yes',
    'src/domain': 'types',
    'src/channels/channel': 'types',
  },
  'src/http': {
    'src/http': 'yes',
    entities: 'yes',
    'src/db': 'yes',
    'src/lib': 'yes',
    'src/domain': 'yes',
    'src/policies': 'yes',
    'src/forms': 'yes',
    'src/ledger': 'yes',
    'src/directory': 'types',
    'src/media': 'yes',
    'src/channels/web': 'yes',
    'src/inbox/systemEvents': 'yes',
    'src/inbox/accept': 'types',
    'src/outbox/oneTimeLink': 'yes',
  },
  // The one room besides the channels that speaks to a network; it knows no database and no case.
  'src/llm': { 'src/llm': 'yes', 'src/understanding': 'yes', 'src/domain': 'yes', 'src/lib': 'yes' },
  'src/lib': { 'src/lib': 'yes' },
  'src/config': { 'src/config': 'yes', 'src/lib': 'yes' },
  'src/demo': { 'src/db': 'yes', 'src/domain': 'yes', 'src/lib': 'yes', entities: 'yes', 'src/clock': 'types' },
  // The composition root, and what stands outside of the product's own work.
  'src/main': { '': 'yes' },
  'src/product': { '': 'yes' },
  'src/cli': { '': 'yes' },
  bench: { '': 'yes' },
  ormconfig: { 'src/config': 'yes', 'src/db': 'yes' },
  web: { web: 'yes', 'src/http/dto': 'types', 'locales/zh-CN/web': 'yes', 'locales/en/web': 'yes' },
};
/** Nothing outside of the tests imports them, except the benches with their fake platform. */
const FROM_TESTS: Readonly<Record<string, string>> = { bench: 'test/fakes' };

/** Rooms without clock, chance and input or output. */
const PURE = ['src/domain', 'src/understanding', 'src/policies', 'cards'];
const IMPURE = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\brequire\(|\bfetch\(|\bsetTimeout\(|\bperformance\./;

const ROOT = projectRoot();

interface Import {
  readonly file: string;
  readonly line: number;
  /** Path of ours without ending, or the name of a package. */
  readonly target: string;
  readonly ours: boolean;
  readonly typeOnly: boolean;
}

function sources(): readonly string[] {
  const folders = ['src', 'handlers', 'entities', 'cards', 'migrations', 'bench', 'web/src'];
  const found = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|vue)$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
  );
  return [...found, 'ormconfig.ts'];
}

function scriptOf(file: string): string {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return file.endsWith('.vue') ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('\n') : text;
}

function importsOf(file: string): readonly Import[] {
  const source = ts.createSourceFile(file, scriptOf(file), ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: string, typeOnly: boolean): void => {
    const ours = specifier.startsWith('.');
    const target = ours ? normalize(join(dirname(file), specifier)).replace(/\.(ts|js|json|vue)$/, '') : specifier;
    found.push({ file, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, target, ours, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
      add(node, node.moduleSpecifier.text, onlyTypes(node.importClause));
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
      add(node, node.moduleSpecifier.text, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteral(argument)) add(node, argument.text, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function onlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    !clause.name &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((one) => one.isTypeOnly)
  );
}

const isIn = (path: string, room: string): boolean => room === '' || path === room || path.startsWith(`${room}/`);
const longest = (path: string, rooms: readonly string[]): string | undefined =>
  rooms.filter((room) => isIn(path, room)).sort((a, b) => b.length - a.length)[0];

function faultOf({ file, line, target, typeOnly }: Import): string | null {
  const from = file.replace(/\.(ts|vue)$/, '');
  const room = longest(from, Object.keys(TABLE));
  if (room === undefined) return `${file}:${line} stands in no room of the table`;
  if (isIn(target, 'test')) {
    const open = FROM_TESTS[room];
    return open !== undefined && isIn(target, open) ? null : `${file}:${line} imports ${target} of the tests`;
  }
  const row = TABLE[room] ?? {};
  const column = longest(target, Object.keys(row));
  const allowed = column === undefined ? undefined : row[column];
  if (allowed === 'yes' || (allowed === 'types' && typeOnly)) return null;
  return allowed === 'types' ? `${file}:${line} may import types alone from ${target}` : `${file}:${line} may not import ${target}`;
}

const files = sources();
const imports = files.flatMap(importsOf);

describe('the rooms', () => {
  it('import only what the table allows', () => {
    expect(imports.length).toBeGreaterThan(400);
    expect(imports.filter((one) => one.ours).flatMap((one) => faultOf(one) ?? [])).toEqual([]);
  });

  it('have a table that would find a wrong one', () => {
    const wrong = (file: string, target: string, typeOnly = false) => faultOf({ file, line: 1, target, ours: true, typeOnly });
    expect(wrong('src/domain/calendar.ts', 'src/db/store', true)).toContain('may not import');
    expect(wrong('entities/Hazard.ts', 'src/domain/hazard/types')).toContain('types alone');
    expect(wrong('migrations/x.ts', 'entities/index')).toContain('may not import');
    expect(wrong('src/channels/wecom/api.ts', 'entities/index')).toContain('may not import');
    expect(wrong('src/inbox/x.ts', 'test/harness/databases')).toContain('of the tests');
    expect(wrong('src/newRoom/x.ts', 'src/lib/ids')).toContain('in no room');
  });

  it('name only rooms that exist', () => {
    const paths = files.map((file) => file.replace(/\.(ts|vue)$/, ''));
    for (const room of Object.keys(TABLE)) expect({ room, exists: paths.some((path) => isIn(path, room)) }).toEqual({ room, exists: true });
  });

  it('are pure where they have to be: no clock, no chance, no input or output', () => {
    const pure = files.filter((file) => PURE.some((room) => isIn(file, room)));
    expect(pure.length).toBeGreaterThan(50);
    for (const file of pure) {
      scriptOf(file)
        .split('\n')
        .forEach((line, index) => {
          const code = line.replace(/\/\/.*|^\s*\*.*/, '');
          if (IMPURE.test(code)) throw new Error(`${file}:${index + 1} is not pure: ${line.trim()}`);
        });
    }
    const machine = imports.filter((one) => !one.ours && PURE.some((room) => isIn(one.file, room)) && one.target.startsWith('node:'));
    expect(machine.map((one) => `${one.file}:${one.line} imports ${one.target}`)).toEqual([]);
  });

  it('know no platform where the rules and the words are', () => {
    const rooms = ['src/domain', 'src/policies', 'src/understanding/intents', 'src/understanding/time', 'src/understanding/text'];
    const named = files.filter((file) => rooms.some((room) => isIn(file, room)) && /wecom|dingtalk/i.test(scriptOf(file)));
    expect(named).toEqual([]);
  });
});

describe('acts with one home', () => {
  const who = (pattern: RegExp) => files.filter((file) => !isIn(file, 'bench') && pattern.test(scriptOf(file)));

  it('only the journal writes lines of the journal', () => {
    const writers = who(/INSERT INTO journal_entry|(insert|save|update|delete)\(JournalEntry/);
    expect(writers.filter((file) => !isIn(file, 'src/journal'))).toEqual([]);
    expect(writers.length).toBeGreaterThan(0);
  });

  it('only the sender calls the send of a channel', () => {
    const callers = who(/\bchannel\.send\(/);
    expect(callers.filter((file) => !/^src\/outbox\/send\w*\.ts$/.test(file))).toEqual([]);
    expect(callers.length).toBeGreaterThan(0);
  });

  it('handlers call no handlers of another folder, but for the two that choose among them', () => {
    const choosing = ['handlers/handleEvent.ts', 'handlers/system/handleSystemEvent.ts'];
    const across = imports.filter(
      (one) =>
        isIn(one.file, 'handlers') &&
        isIn(one.target, 'handlers') &&
        !choosing.includes(one.file) &&
        dirname(one.file) !== dirname(one.target),
    );
    expect(across.map((one) => `${one.file}:${one.line} imports ${one.target}`)).toEqual([]);
  });
});
