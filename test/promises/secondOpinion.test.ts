import { startFakeLlm } from '../fakes/llm/server';
import type { FakeLlm } from '../fakes/llm/server';
import { DATABASES } from '../harness/databases';
import { eventually } from '../harness/eventually';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

/** The rules make nothing of it. */
const UNCLEAR = '桌子那边走着像豆腐';
const SOFT_FLOOR = {
  intent: 'hazard.report',
  items: [{ words: UNCLEAR, location: '桌子那边', cause: 'environment', accidentType: 'fall', severity: null }],
};
/** Opinion that has no foundation in the message. */
const INVENTED = {
  intent: 'hazard.report',
  items: [{ words: UNCLEAR, location: '二车间锅炉房', cause: 'equipment', accidentType: 'fire', severity: 'major' }],
};

interface Stored {
  readonly description: string;
  readonly placeText: string | null;
  readonly cause: string | null;
  readonly accidentType: string | null;
  readonly danger: number | boolean;
}

describe.each(DATABASES)('A language model gives a second opinion, and nothing depends on it (%s)', (database) => {
  let llm: FakeLlm;
  let house: TestProduct;
  const start = async (timeoutMs = 10_000): Promise<void> => {
    house = await startProduct({ database, llm: { ...llm.settings, timeoutMs } });
  };
  const hazards = (): Promise<Stored[]> => house.rows('SELECT description, placeText, cause, accidentType, danger FROM hazard ORDER BY id');
  const evidence = async (): Promise<unknown[]> => {
    const rows = await house.rows<{ data: string }>("SELECT data FROM journal_entry WHERE action = 'secondOpinion' ORDER BY id");
    return rows.map(({ data }): unknown => JSON.parse(data));
  };

  beforeEach(async () => {
    llm = await startFakeLlm();
  });
  afterEach(async () => {
    const { violations } = llm;
    await house.close();
    await llm.close();
    expect(violations).toEqual([]);
  });

  it('makes a report of a message the rules could not read, and shows back what it understood', async () => {
    await start();
    llm.answerWith(SOFT_FLOOR);
    await house.say('张伟', UNCLEAR);
    expect(await hazards()).toEqual([
      expect.objectContaining({ description: UNCLEAR, placeText: '桌子那边', cause: 'environment', accidentType: 'fall' }),
    ]);
    expect(house.heard('张伟').join('\n')).toContain('桌子那边');
    expect(await evidence()).toEqual([{ outcome: 'answered', use: 'supplied' }]);
    house.expectNothingElse();
  });

  it('never hears a name, a number or an account', async () => {
    await start();
    await house.say('张伟', '刘 强13912345678说老样子了,问过王师傅,微信zhangwei');
    expect(llm.questions).toHaveLength(1);
    for (const word of ['刘强', '刘 强', '13912345678', '王师傅', 'zhangwei', '张伟']) expect(llm.questions[0]?.raw).not.toContain(word);
    expect(llm.questions[0]?.text).toContain('〔人1〕');
  });

  it('is not asked when the rules are sure, and never when there is danger', async () => {
    await start();
    await house.say('张伟', '一车间砂轮机防护罩掉了');
    await house.say('刘强', '着火了快来人');
    await house.say('杨帆', '谢谢');
    expect(llm.questions).toEqual([]);
    expect(await hazards()).toHaveLength(2);
    expect(await evidence()).toEqual([]);
  });

  it('is not believed where the message does not say so', async () => {
    await start();
    llm.answerWith(INVENTED);
    await house.say('张伟', UNCLEAR);
    expect(llm.questions).toHaveLength(1);
    expect(await hazards()).toEqual([]);
    expect(house.heard('张伟')).toHaveLength(1);
  });

  it.each([
    ['throttled', { kind: 'status', status: 429 }],
    ['broken', { kind: 'status', status: 500 }],
    ['cut off', { kind: 'cutOff' }],
    ['no JSON', { kind: 'body', body: '<html>' }],
    ['of another shape', { kind: 'content', content: '{"intent":"hazard.report"}' }],
    ['half an answer', { kind: 'content', content: '{"intent":"no', finishReason: 'length' }],
  ] as const)('an endpoint that is %s loses nothing: the rules go on', async (_what, reply) => {
    await start();
    llm.next(reply);
    // The rules take this for a report, but are not sure.
    await house.say('张伟', '三车间那边味儿不对');
    expect(llm.questions).toHaveLength(1);
    expect(await hazards()).toEqual([expect.objectContaining({ description: '三车间那边味儿不对', placeText: '三车间' })]);
    expect(await evidence()).toEqual([expect.objectContaining({ use: 'nothing' })]);
  });

  it('an endpoint that does not answer is waited for no longer than said', async () => {
    await start(300);
    llm.next({ kind: 'hold' });
    await house.say('张伟', '三车间那边味儿不对');
    expect(await hazards()).toHaveLength(1);
    expect(await evidence()).toEqual([{ outcome: 'late', use: 'nothing' }]);
  });

  it('danger goes past a question that waits for its answer, from others and from the same person', async () => {
    house = await startProduct({ database, services: ['web', 'worker'], llm: { ...llm.settings, timeoutMs: 10_000 } });
    llm.next({ kind: 'hold' });
    await house.send('张伟', UNCLEAR);
    await eventually('the question is put', () => llm.holding === 1);
    await house.send('刘强', '着火了快来人');
    await eventually('the alarm of another', async () => (await hazards()).length === 1);
    expect(
      (await house.rows<{ status: string }>('SELECT status FROM inbox_event WHERE channel = ? ORDER BY seq', ['wecom'])).map(
        (r) => r.status,
      ),
    ).toEqual(['leased', 'done']);
    await house.send('张伟', '漏电了有人倒下了');
    await eventually('his own alarm', async () => (await hazards()).length === 2);
    expect((await hazards()).every(({ danger }) => Boolean(danger))).toBe(true);
  });

  it('a process that dies between the answer and its commit leaves the event to another: one report, one answer', async () => {
    await start();
    llm.next({ kind: 'hold' });
    await house.send('张伟', UNCLEAR);
    const first = house.settle();
    await eventually('the question is put', () => llm.holding === 1);
    // Its lease runs out, as if it had stopped.
    await house.rows("UPDATE inbox_event SET leaseUntil = 0 WHERE status = 'leased'");
    const other = await startProduct({ database, beside: house, llm: { ...llm.settings, timeoutMs: 10_000 } });
    llm.answerWith(SOFT_FLOOR);
    await other.settle();
    llm.release(SOFT_FLOOR);
    await first;
    expect(llm.questions).toHaveLength(2);
    expect(await hazards()).toHaveLength(1);
    expect(await evidence()).toHaveLength(1);
    expect(house.heard('张伟').filter((words) => words.includes('桌子那边'))).toHaveLength(1);
    await other.close();
  });

  it('a key that is refused is told to the operator once, and not tried with every message', async () => {
    house = await startProduct({ database, llm: { ...llm.settings, apiKey: 'wrong', timeoutMs: 10_000 } });
    house.log.allowErrors(/language model/);
    await house.say('张伟', UNCLEAR);
    await house.say('张伟', '三车间那边味儿不对');
    expect(house.log.undeclared()).toEqual([]);
    expect(house.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(await hazards()).toHaveLength(1);
    expect(JSON.stringify(house.log.lines)).not.toContain('wrong');
  });
});
