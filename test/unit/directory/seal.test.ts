import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createSeal, KeyFault, loadKeys, SealBroken } from '../../../src/directory/seal';

const seal = createSeal({ sealing: 'a'.repeat(43) });
const other = createSeal({ sealing: 'b'.repeat(43) });
const PERSON = '0190a000-0000-7000-8000-000000000001';
const ELSE = '0190a000-0000-7000-8000-000000000002';

describe('the seal of an anonymous reporter', () => {
  it('opens what it sealed, for every case and person', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (caseId, personId) => {
        expect(seal.open(caseId, seal.seal(caseId, personId))).toBe(personId);
      }),
    );
  });

  it('does not open for another case or with another key', () => {
    const sealed = seal.seal('case-1', PERSON);
    expect(() => seal.open('case-2', sealed)).toThrow(SealBroken);
    expect(() => other.open('case-1', sealed)).toThrow(SealBroken);
  });

  it('does not open when one letter is changed or missing', () => {
    const sealed = seal.seal('case-1', PERSON);
    for (let i = 3; i < sealed.length - 1; i += 1) {
      const changed = sealed.slice(0, i) + (sealed[i] === 'A' ? 'B' : 'A') + sealed.slice(i + 1);
      expect(() => seal.open('case-1', changed)).toThrow(SealBroken);
    }
    for (const broken of ['', 'v1.', 'v1', sealed.slice(0, -4), `${sealed}.x`, sealed.replace('v1', 'v2')]) {
      expect(() => seal.open('case-1', broken)).toThrow(SealBroken);
    }
  });

  it('tells nothing by its look: fresh every time, one length, no id inside', () => {
    const seals = [seal.seal('case-1', PERSON), seal.seal('case-1', PERSON), seal.seal('case-1', 'p')];
    expect(new Set(seals).size).toBe(3);
    expect(new Set(seals.map((s) => s.length)).size).toBe(1);
    expect(seals.join()).not.toContain(PERSON);
  });

  it('recognises the reporter by a tag that differs in every case', () => {
    expect(seal.tag('case-1', PERSON)).toMatch(/^[0-9a-f]{64}$/);
    expect(seal.tag('case-1', PERSON)).toBe(seal.tag('case-1', PERSON));
    const others = [seal.tag('case-2', PERSON), seal.tag('case-1', ELSE), other.tag('case-1', PERSON)];
    expect(others).not.toContain(seal.tag('case-1', PERSON));
  });

  it('finds own rows, named and sealed, and no others', () => {
    const rows = [
      { id: 1, hazardId: 'case-1', personId: PERSON, tag: null },
      { id: 2, hazardId: 'case-2', personId: null, tag: seal.tag('case-2', PERSON) },
      { id: 3, hazardId: 'case-3', personId: null, tag: seal.tag('case-2', PERSON) },
      { id: 4, hazardId: 'case-4', personId: ELSE, tag: null },
      { id: 5, hazardId: 'case-5', personId: null, tag: seal.tag('case-5', ELSE) },
    ];
    expect(seal.reporterOf(rows, PERSON).map((r) => r.id)).toEqual([1, 2]);
  });
});

describe('keys', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'chabaocu-keys-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  function faultOf(work: () => unknown): unknown {
    try {
      work();
    } catch (error) {
      return error instanceof KeyFault ? { code: error.code, setting: error.setting } : error;
    }
    return 'no fault';
  }

  it('are made once on SQLite, for the owner alone', () => {
    const first = loadKeys({ dataDir, env: {}, kind: 'sqlite' });
    expect(loadKeys({ dataDir, env: {}, kind: 'sqlite' })).toEqual(first);
    expect(first.sealing).not.toBe(first.session);
    const file = join(dataDir, 'keys', 'sealing.key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').trim()).toBe(first.sealing);
  });

  it('come from the environment first', () => {
    const env = { SEALING_KEY: 's'.repeat(40), SESSION_KEY: 't'.repeat(40) };
    expect(loadKeys({ dataDir, env, kind: 'mysql' })).toEqual({ sealing: env.SEALING_KEY, session: env.SESSION_KEY });
    const file = join(dataDir, 'secret');
    writeFileSync(file, `${'u'.repeat(40)}\n`);
    expect(loadKeys({ dataDir, env: { ...env, SEALING_KEY: '', SEALING_KEY_FILE: file }, kind: 'mysql' }).sealing).toBe('u'.repeat(40));
  });

  it('must be given with MySQL', () => {
    expect(faultOf(() => loadKeys({ dataDir, env: {}, kind: 'mysql' }))).toEqual({ code: 'keys.missing', setting: 'SEALING_KEY' });
    const env = { SEALING_KEY: 's'.repeat(40) };
    expect(faultOf(() => loadKeys({ dataDir, env, kind: 'mysql' }))).toEqual({ code: 'keys.missing', setting: 'SESSION_KEY' });
  });

  it('must be long and readable', () => {
    const short = faultOf(() => loadKeys({ dataDir, env: { SEALING_KEY: 'short' }, kind: 'sqlite' }));
    expect(short).toEqual({ code: 'keys.tooShort', setting: 'SEALING_KEY' });
    const gone = faultOf(() => loadKeys({ dataDir, env: { SEALING_KEY_FILE: join(dataDir, 'none') }, kind: 'sqlite' }));
    expect(gone).toEqual({ code: 'keys.unreadable', setting: 'SEALING_KEY_FILE' });
    writeFileSync(join(dataDir, 'keys'), 'a file where the folder should be');
    expect(faultOf(() => loadKeys({ dataDir, env: {}, kind: 'sqlite' }))).toMatchObject({ code: 'keys.unreadable' });
  });
});
