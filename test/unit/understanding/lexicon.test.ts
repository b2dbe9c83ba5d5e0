import { compileLexicon, emptyLexicon, interpret, type Intent, type Lexicon, type PlaceReading } from '../../../src/understanding';

const NOW = Date.parse('2026-11-21T14:00:00+08:00');
const site: Lexicon = {
  version: 'site-1',
  entries: [
    { kind: 'unit', id: 'u1', name: '冲压车间', aliases: ['三车间', '冲压'], unitId: 'u1' },
    { kind: 'place', id: 'p1', name: '老君庙料场', aliases: [], unitId: 'u2' },
    { kind: 'equipment', id: 'e1', name: '3#压机', aliases: ['大老虎'], unitId: 'u1' },
    { kind: 'place', id: 'p2', name: '12号变电所', aliases: [], unitId: 'u3' },
    { kind: 'unit', id: 'u4', name: '焊装车间', aliases: [], unitId: 'u4' },
    { kind: 'equipment', id: 'e2', name: '东头配电箱', aliases: ['3号车间东头配电箱'], unitId: 'u5', above: ['u5', 'u4'] },
    { kind: 'person', id: 'h1', name: '王强', aliases: [], unitId: 'u1' },
  ],
  phrases: [
    { phrase: '放羊', means: { kind: 'hazardWord' } },
    { phrase: '天车打摆子', means: { kind: 'cause', cause: 'equipment' } },
    { phrase: '报个平安', means: { kind: 'intent', intent: 'duty.checkin' } },
    { phrase: '见红了', means: { kind: 'dangerWord' } },
  ],
};

function place(text: string, lexicon: Lexicon = site): PlaceReading | null {
  const { intent } = interpret(text, null, lexicon, NOW);
  return intent.name === 'hazard.report' ? (intent.items[0]?.location ?? null) : null;
}
const intentOf = (text: string, lexicon: Lexicon = site): Intent => interpret(text, null, lexicon, NOW).intent;

describe('words of the site', () => {
  it.each([
    ['冲压车间灭火器过期了', 'u1'],
    ['三车间灭火器过期了', 'u1'],
    ['3号车间那个灭火器过期了', 'u1'],
    ['老君庙料场护栏断了', 'p1'],
    ['三号压机急停失灵', 'e1'],
    ['3号压机急停失灵', 'e1'],
    ['３＃压机急停失灵', 'e1'],
    ['大老虎急停失灵', 'e1'],
    ['十二号变电所门没锁', 'p2'],
  ])('%s', (text, id) => {
    expect(place(text)?.entry?.id).toBe(id);
  });

  it.each([
    ['老军庙料场护栏断了', 'p1'],
    ['冲鸭车间灭火器过期了', 'u1'],
    ['12号变电锁门没锁', 'p2'],
    ['衝壓車間滅火器過期了', 'u1'],
  ])('hears a misprint: %s', (text, id) => {
    expect(place(text)?.entry?.id).toBe(id);
  });

  it('keeps the place as it stands in the text', () => {
    expect(place('老军庙料场护栏断了')?.text).toBe('老军庙料场');
    expect(place('三號倉庫滅火器過期了', emptyLexicon)?.text).toBe('三號倉庫');
    expect(place('３号车间东头灭火器过期了', emptyLexicon)?.text).toBe('３号车间东头');
  });

  it.each([
    ['3号车间东头配电箱门掉了,线都露在外面', '3号车间东头', 'e2'],
    ['焊装车间东头配电箱门掉了', '焊装车间东头', 'e2'],
    ['冲压车间东头配电箱门掉了', '冲压车间东头', 'u1'],
    ['大老虎急停失灵', '大老虎', 'e1'],
  ])('knows the equipment and still says where it stands: %s', (text, where, id) => {
    expect(place(text)).toMatchObject({ text: where, entry: { id } });
  });

  it('looks for a piece of equipment where the message has said so', () => {
    const { intent } = interpret('冲压车间地上全是油,另外大老虎急停失灵', null, site, NOW);
    const items = intent.name === 'hazard.report' ? intent.items : [];
    expect(items.map((item) => [item.location?.text, item.location?.entry?.id])).toEqual([
      ['冲压车间', 'u1'],
      ['冲压车间', 'e1'],
    ]);
  });

  it('gives the unit of the entry and how sure it is', () => {
    expect(place('冲压车间灭火器过期了')?.entry).toEqual({ id: 'u1', unitId: 'u1', name: '冲压车间', score: 1 });
    expect(place('老军庙料场护栏断了')?.entry?.score).toBeLessThan(1);
  });

  it('places are found without any lexicon', () => {
    expect(place('选矿二楼3号皮带没护罩', emptyLexicon)?.text).toBe('选矿二楼3号皮带');
  });
});

describe('phrases an administrator taught', () => {
  it('make a hazard, a cause, an intent, a danger', () => {
    expect(intentOf('他们几个又放羊').name).toBe('hazard.report');
    expect(intentOf('他们几个又放羊', emptyLexicon).name).not.toBe('hazard.report');
    const swinging = intentOf('天车打摆子');
    expect(swinging.name === 'hazard.report' ? swinging.items[0]?.cause[0] : swinging.name).toBe('equipment');
    expect(intentOf('给大伙报个平安').name).toBe('duty.checkin');
    expect(interpret('二号炉见红了', null, site, NOW).danger?.words).toContain('见红了');
  });

  it('take effect with the next version', () => {
    const next: Lexicon = {
      ...site,
      version: 'site-2',
      entries: [...site.entries, { kind: 'place', id: 'p9', name: '鬼见愁', aliases: [], unitId: 'u9' }],
    };
    expect(place('鬼见愁护栏断了')?.entry).toBeUndefined();
    expect(place('鬼见愁护栏断了', next)?.entry?.id).toBe('p9');
  });
});

describe('compileLexicon', () => {
  it('gives the same matcher for the same version', () => {
    expect(compileLexicon(site)).toBe(compileLexicon({ ...site }));
    expect(compileLexicon(emptyLexicon).names.size).toBe(0);
  });

  it('survives odd names', () => {
    const odd: Lexicon = {
      version: 'odd',
      entries: ['', ' ', '(', '[a', '.*', '一', '𠮷𠮷', '百百', '100号楼'].map((name, i) => ({
        kind: 'place',
        id: `o${i}`,
        name,
        aliases: [name],
        unitId: 'u',
      })),
      phrases: [{ phrase: '', means: { kind: 'dangerWord' } }],
    };
    expect(interpret('收到', null, odd, NOW)).toMatchObject({ intent: { name: 'notice.ack' }, danger: null });
  });
});
