import { newId } from '../../src/lib/ids';
import { DATABASES } from '../harness/databases';
import { dingtalkWords, startDingtalkHouse } from '../harness/dingtalk';
import type { DingtalkHouse } from '../harness/dingtalk';
import { accountOf } from '../harness/enterprise';
import { eventually } from '../harness/eventually';
import { CAST, assigned, caseOf, newestCase, reported } from '../harness/journeys';

const NUMBER = /YH-\d{4}-\d{6}/;
const MODES = ['stream', 'http'] as const;

describe.each(DATABASES.flatMap((database) => MODES.map((mode) => [database, mode] as const)))(
  'Over DingTalk the same is promised (%s, %s)',
  (database, mode) => {
    let house: DingtalkHouse;
    beforeAll(async () => {
      house = await startDingtalkHouse({ database, mode });
    });
    afterAll(() => house.close());
    beforeEach(async () => {
      await house.passLimits();
      house.forget();
    });

    const count = async (table: string): Promise<number> =>
      Number((await house.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.n);

    it('a message is in the inbox when it is acknowledged, and before anybody has worked on it', async () => {
      await house.send(CAST.reporter, '一车间砂轮机防护罩掉了');
      const rows = await house.rows<{ status: string; payload: string }>('SELECT status, payload FROM inbox_event');
      expect(rows.map(({ status }) => status)).toEqual(['open']);
      expect(rows[0]?.payload).toContain('防护罩掉了');
      await house.settle();
      expect(house.heard(CAST.reporter).join('\n')).toMatch(NUMBER);
    });

    it('a message that comes three times is one report and one answer', async () => {
      const before = await count('hazard');
      const message = house.dingtalk.platform.text(accountOf(CAST.reporter), '一车间数控区灭火器压力不足');
      for (let i = 0; i < 3; i += 1) await house.post(message);
      await house.settle();
      expect(await count('hazard')).toBe(before + 1);
      expect(house.heard(CAST.reporter)).toHaveLength(1);
    });

    it('what one person says is worked in the order in which he said it', async () => {
      await house.send(CAST.reporter, '一车间5吨行车限位失灵');
      await house.send(CAST.reporter, '不对,是一车间数控区地面有油');
      await house.send(CAST.reporter, '确认');
      await house.settle();
      const row = await newestCase(house);
      expect(row.state).toBe('toAssess');
      const events = await house.rows<{ status: string }>('SELECT status FROM inbox_event ORDER BY seq DESC LIMIT 3');
      expect(events.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
    });

    it('a card pressed by somebody else changes nothing; by the right one it does, and the card shows it', async () => {
      await house.say(CAST.reporter, '一车间机加工区护栏松了');
      const { id } = await newestCase(house);
      const [card] = await house.cardsWith(CAST.reporter, 'confirm', id);
      if (!card) throw new Error('no card');
      await house.click(card, 'confirm', CAST.owner);
      await house.settle();
      expect((await caseOf(house, id)).state).toBe('registered');
      expect(house.heard(CAST.owner).join('\n')).toContain('发给别人');
      await house.click(card, 'confirm', CAST.reporter);
      await house.settle();
      expect((await caseOf(house, id)).state).toBe('toAssess');
      expect(card.delivery.updates).toBeGreaterThan(0);
      expect(JSON.stringify(card.delivery.shown)).not.toContain('"request":true');
    });

    it('a card pressed twice acts once; a card that is overtaken says so', async () => {
      const { id } = await reported(house, '一车间数控区防护网破了');
      const [card] = await house.cardsWith(CAST.assessor, 'notAHazard', id);
      const index = card?.row.acts.findIndex((act) => act.kind === 'hazard' && act.action === 'notAHazard') ?? -1;
      const old = house.dingtalk.platform.press(accountOf(CAST.assessor), card?.delivery.outTrackId ?? '', `${card?.row.id}.${index}`);
      await house.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['general'] } });
      const before = await caseOf(house, id);
      expect(before.state).toBe('toAssign');
      house.forget();
      for (let i = 0; i < 2; i += 1) await house.postPress(old);
      await house.settle();
      expect(await caseOf(house, id)).toEqual(before);
      expect(house.heard(CAST.assessor).join('\n')).toMatch(/已|不能/);
      const outcomes = await house.rows<{ outcome: string }>('SELECT outcome FROM inbox_event ORDER BY seq DESC LIMIT 2');
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
    });

    it('a forged key of a button has no effect', async () => {
      const { id } = await assigned(house, '一车间砂轮机托架松了');
      const before = await caseOf(house, id);
      const [card] = await house.cardsWith(CAST.owner, 'accept', id);
      for (const key of ['0de30000-0000-7000-8000-00000000dead.0', `${card?.row.id}.999`, "'; DROP TABLE hazard; --.0", '.0'])
        await house.postPress(house.dingtalk.platform.press(accountOf(CAST.owner), card?.delivery.outTrackId ?? '', key));
      await house.postPress(house.dingtalk.platform.press(accountOf(CAST.owner), 'no-card-of-ours-p', 'no-card-of-ours.0'));
      await house.settle();
      expect(await caseOf(house, id)).toEqual(before);
    });

    it('what was said aloud is read from the platform’s words', async () => {
      const { platform } = house.dingtalk;
      const voice = { downloadCode: house.dingtalk.putFile(Buffer.from('#!AMR')), recognition: '一车间数控区照明坏了', duration: 3000 };
      await house.post(platform.message(accountOf(CAST.reporter), { msgtype: 'audio', content: voice }));
      await house.settle();
      expect(house.heard(CAST.reporter).join('\n')).toContain('照明坏了');
    });

    it('what changes in the address book reaches nobody by itself', async () => {
      if (mode !== 'stream') return;
      const push = house.dingtalk.gateway.pushEvent('user_modify_org', newId(), house.dingtalk.platform.keys.corpId, { userId: ['x'] });
      await house.dingtalk.until(() => push.ack !== null);
      expect(JSON.parse(push.ack?.data ?? '')).toMatchObject({ status: 'SUCCESS' });
      expect(house.heard(CAST.reporter)).toEqual([]);
    });
  },
);

describe.each(DATABASES)('Over the Stream nothing is lost (%s)', (database) => {
  let house: DingtalkHouse;
  beforeAll(async () => {
    house = await startDingtalkHouse({ database });
  });
  afterAll(() => house.close());

  const hazards = async (): Promise<number> => Number((await house.rows<{ n: number }>('SELECT COUNT(*) AS n FROM hazard'))[0]?.n);
  const text = (words: string) => house.dingtalk.platform.text(accountOf(CAST.reporter), words);

  it('a message that cannot be stored is not acknowledged, and is accepted once when it comes again', async () => {
    house.log.allowErrors(/dingtalk\.notAccepted/);
    await house.rows('ALTER TABLE inbox_event RENAME TO inbox_event_away');
    const sent = house.dingtalk.gateway.push(text('一车间行车吊钩裂了'));
    await eventually('it was refused', () => house.log.lines.some((line) => line.fields['code'] === 'dingtalk.notAccepted'));
    await house.rows('ALTER TABLE inbox_event_away RENAME TO inbox_event');
    expect(sent.ack).toBeNull();
    house.dingtalk.gateway.again(sent);
    await house.dingtalk.until(() => sent.ack !== null);
    await house.settle();
    expect(await hazards()).toBe(1);
  });

  it('an acknowledgement that was lost leads to the same message again, and to nothing else', async () => {
    const before = await hazards();
    house.dingtalk.gateway.loseAcks = true;
    const push = house.dingtalk.gateway.push(text('一车间灭火器压力不足'));
    await eventually('it is stored', async () => {
      const rows = await house.rows("SELECT seq FROM inbox_event WHERE payload LIKE '%灭火器%'");
      return rows.length === 1;
    });
    house.dingtalk.gateway.loseAcks = false;
    house.dingtalk.gateway.again(push);
    await house.dingtalk.until(() => push.ack !== null);
    await house.settle();
    expect(await hazards()).toBe(before + 1);
  });

  it('a connection that the platform gives up, or that breaks, is replaced, and the next message is heard', async () => {
    const { gateway } = house.dingtalk;
    const { connects } = gateway;
    gateway.disconnect();
    await house.dingtalk.until(() => gateway.connects === connects + 1 && gateway.connections === 1);
    await house.say(CAST.reporter, '一车间数控区插座松了');
    gateway.drop();
    await house.dingtalk.until(() => gateway.connects === connects + 2 && gateway.connections === 1);
    await house.say(CAST.reporter, '一车间机加工区盖板松动');
    const rows = await house.rows<{ description: string }>('SELECT description FROM hazard ORDER BY id DESC LIMIT 2');
    expect(rows.map((row) => row.description).join()).toMatch(/盖板松动.*插座松了/s);
  });

  it('frames of another corp, another robot or no JSON are refused, and nothing is stored', async () => {
    const before = await house.rows('SELECT seq FROM inbox_event');
    const { gateway, platform } = house.dingtalk;
    const frames = [
      gateway.push(platform.text(accountOf(CAST.reporter), 'x', { chatbotCorpId: 'dingsomebodyelse' })),
      gateway.push(platform.text(accountOf(CAST.reporter), 'x', { robotCode: 'dingsomebodyelse' })),
      gateway.pushPress(platform.press(accountOf(CAST.reporter), 'card-p', 'card.0', { corpId: 'dingsomebodyelse' })),
    ];
    gateway.raw('not json');
    await house.dingtalk.until(() => frames.every((frame) => frame.ack !== null));
    expect(frames.map((frame) => frame.ack?.code)).toEqual([400, 400, 400]);
    expect(await house.rows('SELECT seq FROM inbox_event')).toEqual(before);
  });
});

describe.each(DATABASES)('DingTalk by HTTP is heard only when it is DingTalk (%s)', (database) => {
  let house: DingtalkHouse;
  beforeAll(async () => {
    house = await startDingtalkHouse({ database, mode: 'http' });
  });
  afterAll(() => house.close());

  const everything = async (): Promise<string> =>
    JSON.stringify(
      await Promise.all(
        ['inbox_event', 'hazard', 'outbox_message', 'journal_entry', 'conversation'].map((table) =>
          house.rows(`SELECT COUNT(*) AS n FROM ${table}`),
        ),
      ),
    );
  const message = (over: Readonly<Record<string, unknown>> = {}) =>
    house.dingtalk.platform.text(accountOf(CAST.reporter), '一车间砂轮机防护罩掉了', over);

  /** Posts it and expects the status, one log line with the code, and no row anywhere. */
  async function refused(status: number, code: string, post: () => Promise<{ readonly status: number }>): Promise<void> {
    const before = await everything();
    const from = house.log.lines.length;
    expect((await post()).status).toBe(status);
    await house.settle();
    const codes = house.log.lines.slice(from).map((line) => line.fields['code']);
    expect(codes).toContain(`dingtalk.${code}`);
    expect(JSON.stringify(house.log.lines.slice(from))).not.toMatch(/防护罩|砂轮机/);
    expect(await everything()).toBe(before);
  }
  const robot =
    (over: Readonly<Record<string, unknown>>, tamper: Parameters<typeof house.dingtalk.platform.signMessage>[1] = {}) =>
    () =>
      house.dingtalk.platform.post(house.robotUrl, house.dingtalk.platform.signMessage(message(over), tamper));

  it('a wrong signature', () => refused(403, 'badSignature', robot({}, { secret: 'somebody-elses' })));
  it('a signature of two hours ago', () => refused(403, 'staleTimestamp', robot({}, { timestamp: Date.now() - 7_200_000 })));
  it('a message for another corp', () => refused(403, 'foreignCorp', robot({ chatbotCorpId: 'dingsomebodyelse' })));
  it('a message for another robot', () => refused(403, 'foreignRobot', robot({ robotCode: 'dingsomebodyelse' })));
  it('a message without an id', () => refused(400, 'missingPart', robot({ msgId: '' })));
  it('a card callback signed with another secret', () =>
    refused(403, 'badSignature', () => {
      const { platform } = house.dingtalk;
      return platform.post(house.cardsUrl, platform.signPress(platform.press(accountOf(CAST.reporter), 'card-p', 'card.0'), 'guessed'));
    }));
  it('an event for another app, and one that is only signed', async () => {
    const { platform } = house.dingtalk;
    const event = { EventType: 'user_leave_org', CorpId: platform.keys.corpId, eventId: newId(), EventTime: Date.now(), userId: ['x'] };
    const foreign = platform.signEvent(event, { owner: 'dingsomebodyelse' });
    await refused(403, 'foreignApp', () => platform.post(`${house.eventsUrl}?${foreign.query}`, { body: foreign.body }));
    const other = platform.signEvent({ ...event, CorpId: 'dingsomebodyelse' });
    await refused(403, 'foreignCorp', () => platform.post(`${house.eventsUrl}?${other.query}`, { body: other.body }));
  });

  it('a captured signature carries no other message, and the risk is logged; the message itself may come again', async () => {
    const { platform } = house.dingtalk;
    const signed = platform.signMessage(message(), { timestamp: Date.now() - 5_000 });
    expect((await platform.post(house.robotUrl, signed)).status).toBe(200);
    await house.settle();
    const other = { ...signed, body: JSON.stringify(platform.text(accountOf(CAST.unitHead), '撤销')) };
    await refused(403, 'risk.replayedSignature', () => platform.post(house.robotUrl, other));
    const before = await everything();
    expect((await platform.post(house.robotUrl, signed)).status).toBe(200);
    expect(await everything()).toBe(before);
  });

  it('what cannot be stored is answered with 500, and accepted once when it comes again', async () => {
    house.log.allowErrors(/dingtalk\.notAccepted/);
    const { platform } = house.dingtalk;
    const signed = platform.signMessage(platform.text(accountOf(CAST.reporter), '一车间行车吊钩裂了'), { timestamp: Date.now() - 9_000 });
    await house.rows('ALTER TABLE inbox_event RENAME TO inbox_event_away');
    try {
      expect((await platform.post(house.robotUrl, signed)).status).toBe(500);
    } finally {
      await house.rows('ALTER TABLE inbox_event_away RENAME TO inbox_event');
    }
    expect((await platform.post(house.robotUrl, signed)).status).toBe(200);
    expect(await house.rows("SELECT seq FROM inbox_event WHERE payload LIKE '%吊钩裂了%'")).toHaveLength(1);
    await house.settle();
    expect(house.dingtalk.deliveredTo(accountOf(CAST.reporter)).map(dingtalkWords).join('\n')).toContain('吊钩裂了');
  });
});
