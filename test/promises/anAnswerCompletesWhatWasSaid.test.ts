import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { assigned, caseOf, CAST, newestCase, reported, verified } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { recordsOf } from '../harness/records';

const DAY = 86_400_000;

describe.each(DATABASES)('The answer to a question completes what was said before it, by words as by button (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());
  beforeEach(() => house.passLimits());

  const heardAfter = async (name: string, words: string): Promise<string> => {
    house.forget();
    await house.say(name, words);
    return house.heard(name).join('\n');
  };
  const grade = async (id: string): Promise<unknown> =>
    (await house.rows<{ grade: unknown }>('SELECT grade FROM hazard WHERE id = ?', [id]))[0]?.grade;

  it('a grade chosen on the card waits for its reason', async () => {
    const { id } = await reported(house, '一车间5吨行车限位失灵,这是重大隐患');
    house.forget();
    await house.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['general'] } });
    expect(house.heard(CAST.assessor).join('\n')).toContain('理由');
    expect(await grade(id)).toBeNull();
    await house.say(CAST.assessor, '限位只是接触不良,当班能换');
    expect(await grade(id)).toBe('general');
    expect((await recordsOf(house, id, 'downgrade'))[0]?.data).toMatchObject({ reason: '限位只是接触不良,当班能换' });
  });

  it('the grade, asked for and named', async () => {
    const { id, number } = await reported(house, '一车间数控区防护网破了');
    expect(await heardAfter(CAST.assessor, `${number} 核实`)).toContain('「一般」还是「重大」');
    await house.say(CAST.assessor, '一般');
    expect(await grade(id)).toBe('general');
    expect((await caseOf(house, id)).state).toBe('toAssign');
  });

  it('who is to mend it, asked for and named', async () => {
    const { id, number } = await reported(house, '一车间数控区护栏松了');
    await house.say(CAST.assessor, `${number} 核实 一般`);
    expect(await heardAfter(CAST.assessor, `${number} 指派`)).toContain('要交给谁');
    await house.say(CAST.assessor, CAST.owner);
    expect((await caseOf(house, id)).ownerId).toBe(demoPerson(CAST.owner).id);
  });

  it('bare words are no account: what was done, and why it did not pass, are asked for', async () => {
    const { id } = await assigned(house, '一车间砂轮机挡板松了');
    await house.press(CAST.owner, 'accept', { hazardId: id });
    expect(await heardAfter(CAST.owner, '整改完成')).toMatch(/怎么改|照片/);
    expect((await caseOf(house, id)).state).toBe('rectifying');
    await house.say(CAST.owner, '换了新挡板');
    expect((await caseOf(house, id)).state).toBe('toVerify');
    expect((await recordsOf(house, id, 'rectification')).at(-1)?.data).toMatchObject({ text: '换了新挡板' });
    expect(await heardAfter(CAST.assessor, '复查不合格')).toMatch(/理由|为什么|原因/);
    expect((await caseOf(house, id)).state).toBe('toVerify');
    await house.say(CAST.assessor, '挡板还在晃');
    expect((await caseOf(house, id)).state).toBe('rectifying');
    expect((await recordsOf(house, id, 'verification')).at(-1)?.data).toMatchObject({ opinion: '挡板还在晃' });
  });

  it('an order said while a new report is on the table goes to the case in work', async () => {
    const { id, number } = await assigned(house, '一车间砂轮机托架裂了');
    await house.press(CAST.owner, 'accept', { hazardId: id });
    await house.say(CAST.owner, '护栏松了');
    const draft = await newestCase(house);
    expect(draft.id).not.toBe(id);
    // He has several by now.
    expect(await heardAfter(CAST.owner, '整改完成,换了新托架')).toContain('是哪一条');
    await house.say(CAST.owner, number);
    expect((await caseOf(house, id)).state).toBe('toVerify');
    expect((await recordsOf(house, id, 'rectification')).at(-1)?.data).toMatchObject({ text: '换了新托架' });
    expect((await caseOf(house, draft.id)).state).toBe('registered');
  });

  it('more time: asked for with its reason, allowed by the level above; the limit moves and everybody concerned hears of it', async () => {
    const { id, number } = await assigned(house, '一车间砂轮机托架松了');
    const due = async (): Promise<number> =>
      Number((await house.rows<{ dueAt: unknown }>('SELECT dueAt FROM hazard WHERE id = ?', [id]))[0]?.dueAt);
    const before = await due();
    await house.say(CAST.owner, `${number} 接受`);
    await house.say(CAST.owner, `${number} 申请延期到 3月20日 配件没到`);
    expect(await due()).toBe(before);
    house.forget();
    await house.say(CAST.assessor, `${number} 同意延期`);
    expect((await due()) - before).toBeGreaterThan(5 * DAY);
    expect(house.heard(CAST.owner).join('\n')).toContain('3月20日');
    expect((await recordsOf(house, id, 'extension')).map((r) => r.status)).toEqual(['approved']);
  });

  it('reported outside: to whom and under which reference, in one line or asked for', async () => {
    const { id, number } = await reported(house, '一车间数控区插座松了');
    await house.say(CAST.union, `${number} 已向外报告 应急管理局 举字12号`);
    expect(await heardAfter(CAST.union, `${number} 已向外报告`)).toContain('一句话');
    await house.say(CAST.union, '12350,受理号778');
    expect((await recordsOf(house, id, 'outsideReport')).map((r) => r.data['to'])).toEqual(['应急管理局', '12350']);
  });

  it('advice to leave is not advice to stop', async () => {
    const { id, number } = await reported(house, '一车间数控区照明坏了');
    await house.say(CAST.union, `${number} 建议停产 先停这条线`);
    await house.say(CAST.union, `${number} 建议撤离 顶棚在掉渣`);
    expect((await recordsOf(house, id, 'stopWorkAdvice')).map((r) => r.data['kind'])).toEqual(['stopWork', 'evacuate']);
    expect(house.everythingOf(CAST.unitHead).join('\n')).toContain('顶棚在掉渣');
  });

  it('while a question is open, a command for another case is that command and no answer', async () => {
    const one = await reported(house, '一车间数控区地面有油');
    const other = await assigned(house, '一车间5吨行车吊钩防脱扣坏了');
    await house.say(CAST.owner, `${other.number} 解决不了`);
    await house.say(CAST.assessor, `${one.number} 不构成隐患`);
    await house.say(CAST.assessor, `${other.number} 催办`);
    expect((await caseOf(house, one.id)).state).toBe('toAssess');
    expect(await recordsOf(house, other.id, 'urge')).toHaveLength(1);
  });

  it('«确认» sends off the report just made, also when it is asked whether it is an old one', async () => {
    await house.say(CAST.reporter, '一车间数控区地面有一滩油');
    const { id } = await newestCase(house);
    expect(house.everythingOf(CAST.reporter).slice(-4).join('\n')).toContain('是不是这一条');
    await house.say(CAST.reporter, '确认');
    expect((await caseOf(house, id)).state).toBe('toAssess');
  });

  it('«没改好» with what is wrong reaches the one who looks again', async () => {
    const { id, number } = await verified(house, '一车间更衣室门口的吊扇摇得厉害');
    house.forget();
    await house.say(CAST.reporter, `${number} 没改好 还是晃`);
    expect((await caseOf(house, id)).state).toBe('toVerify');
    expect((await recordsOf(house, id, 'reporterWord'))[0]?.data).toMatchObject({ fixed: false });
    expect(JSON.stringify((await recordsOf(house, id, 'reporterWord'))[0]?.data)).toContain('还是晃');
  });
});
