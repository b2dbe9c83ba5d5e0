import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { accountOf, ACCOUNTS } from '../harness/enterprise';
import { assigned, caseOf, CAST, rectified, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import { wordsOf } from '../harness/people';
import type { TestProduct } from '../harness/product';

describe.each(DATABASES)('Authentic but not allowed: one sentence, no business effect (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database, wecom: { members: [...ACCOUNTS, 'stranger', 'leaver'] } });
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    await house.passLimits();
    house.forget();
  });

  const state = async (): Promise<string> =>
    JSON.stringify([
      await house.rows('SELECT id, state, version, holderId, ownerId, grade FROM hazard ORDER BY id'),
      await house.rows('SELECT id FROM journal_entry ORDER BY id'),
      await house.rows('SELECT id, closedAt, nextAt FROM deadline ORDER BY id'),
      await house.rows('SELECT id, status FROM hazard_record ORDER BY id'),
    ]);

  /** Does it and expects one sentence to that account alone, a refusal on record, and nothing changed. */
  async function oneSentence(account: string, work: () => Promise<void>, words?: RegExp): Promise<void> {
    const before = await state();
    const from = house.wecom.deliveries.length;
    await work();
    expect(await state()).toBe(before);
    const heard = house.wecom.deliveries.slice(from);
    expect(heard.map((d) => [d.userId, d.msgtype, wordsOf(d)])).toEqual([[account, 'text', heard[0]?.text]]);
    if (words) expect(heard[0]?.text).toMatch(words);
    expect(heard[0]?.text).not.toMatch(/\{\{|undefined|null|hazard:|handlers:/);
    const [event] = await house.rows<{ outcome: string; reason: string }>(
      'SELECT outcome, reason FROM inbox_event ORDER BY seq DESC LIMIT 1',
    );
    expect(event?.outcome).toBe('refused');
    expect(event?.reason).toMatch(/^[a-zA-Z.]+$/);
  }

  const post = async (xml: string): Promise<void> => {
    await house.post(xml);
    await house.settle();
  };

  it('somebody who is not in the directory', () =>
    oneSentence('stranger', () => post(house.wecom.platform.textXml({ from: 'stranger', content: '一车间砂轮机防护罩掉了' })), /不认识您/));

  it('… but danger from him alarms: safety goes before the directory', async () => {
    await post(house.wecom.platform.textXml({ from: 'stranger', content: '一车间数控区着火了' }));
    expect(house.heard(CAST.assessor).some((words) => words.includes('险情'))).toBe(true);
    const words = house.wecom.deliveredTo('stranger').at(-1)?.shown ?? house.wecom.deliveredTo('stranger').at(-1)?.text;
    expect(JSON.stringify(words)).toMatch(/119/);
  });

  it('a button with a forged key', () =>
    oneSentence(accountOf(CAST.reporter), () =>
      post(
        house.wecom.platform.clickXml({
          from: accountOf(CAST.reporter),
          key: '0de30000-0000-7000-8000-00000000dead.0',
          taskId: 'forged',
          responseCode: 'FORGED',
        }),
      ),
    ));

  it.each(["'; DROP TABLE hazard; --.0", '.0', 'x.999', '../../etc/passwd.1', `${'9'.repeat(400)}.3`])(
    'a button key of nonsense: %s',
    (key) =>
      oneSentence(accountOf(CAST.reporter), () =>
        post(house.wecom.platform.clickXml({ from: accountOf(CAST.reporter), key, taskId: 'forged', responseCode: 'FORGED' })),
      ),
  );

  it("somebody else's card, with its real key", async () => {
    const { id } = await reported(house);
    const [card] = await house.cardsWith(CAST.assessor, 'assess', id);
    const index = card?.row.acts.findIndex((act) => act.kind === 'hazard' && act.action === 'notAHazard') ?? -1;
    house.forget();
    await oneSentence(
      accountOf('杨帆'),
      () =>
        post(
          house.wecom.platform.clickXml({
            from: accountOf('杨帆'),
            key: `${card?.row.id ?? ''}.${index}`,
            taskId: card?.row.taskId ?? '',
            responseCode: 'FORGED',
          }),
        ),
      /发给别人/,
    );
  });

  it('the right words from the wrong role', async () => {
    const { number, id } = await assigned(house, '一车间数控区地面有油');
    house.forget();
    await oneSentence(accountOf(CAST.reporter), () => house.say(CAST.reporter, `${number} 指派给刘强`));
    await oneSentence(accountOf(CAST.reporter), () => house.say(CAST.reporter, `${number} 销号`));
    await oneSentence(accountOf('蔡文'), () => house.say('蔡文', `${number} 整改完成,换好了`));
    expect((await caseOf(house, id)).state).toBe('assigned');
  });

  it('who mended it may not verify it', async () => {
    const { number } = await rectified(house, '一车间机加工区护栏松了');
    house.forget();
    await oneSentence(accountOf(CAST.owner), () => house.say(CAST.owner, `${number} 复查合格`));
  });

  it('pressed twice: the second press says who did it and when, and does nothing', async () => {
    const { id } = await reported(house, '一车间5吨行车限位失灵');
    const cards = await house.cardsWith(CAST.assessor, 'assess', id);
    await house.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['general'] } });
    house.forget();
    await oneSentence(
      accountOf(CAST.assessor),
      () => house.press(CAST.assessor, 'assess', { card: cards[0], selections: { grade: ['general'] } }),
      /您|马建设|已/,
    );
  });

  it('a «photo» that is no picture', async () => {
    const { id } = await reported(house, '一车间数控区护栏断了');
    house.forget();
    const mediaId = house.wecom.putMedia(Buffer.from('MZ this is a program, not a photo'.repeat(20)));
    await oneSentence(
      accountOf(CAST.reporter),
      () => post(house.wecom.platform.imageXml({ from: accountOf(CAST.reporter), mediaId })),
      /照片/,
    );
    expect(await house.rows('SELECT id FROM hazard_media WHERE hazardId = ?', [id])).toEqual([]);
  });

  it('somebody who has left', async () => {
    await house.rows('UPDATE person SET active = ? WHERE id = ?', [0, demoPerson('蔡文').id]);
    await house.rows('UPDATE installation SET directoryVersion = directoryVersion + 1');
    await oneSentence(accountOf('蔡文'), () => house.say('蔡文', '一车间砂轮机防护罩掉了'), /停用/);
  });
});
