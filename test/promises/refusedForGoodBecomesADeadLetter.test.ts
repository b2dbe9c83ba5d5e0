import { eventKey, systemEvent } from '../../src/inbox/systemEvents';
import { runCommandLine, serverEnvironment } from '../harness/child';
import { DATABASES } from '../harness/databases';
import { accountOf, ACCOUNTS } from '../harness/enterprise';
import { CAST, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const SEND = '/cgi-bin/message/send';

describe.each(DATABASES)(
  'What is refused for good is not repeated; it becomes a dead letter that can be listed and resent (%s)',
  (database) => {
    let house: TestProduct;
    beforeAll(async () => {
      house = await startProduct({ database });
      house.log.allowErrors(/message given up/);
    });
    afterAll(() => house.close());

    const dead = () =>
      house.rows<{ id: string; errorCode: string; recipient: string; attempts: number }>(
        "SELECT id, errorCode, recipient, attempts FROM outbox_message WHERE status = 'dead'",
      );

    it('a person who left the visible range gets one attempt, with the reason kept for him; the others get theirs', async () => {
      house.wecom.setMembers(ACCOUNTS.filter((account) => account !== accountOf(CAST.safetyOfficer)));
      await reported(house);
      const letters = await dead();
      expect(letters).toHaveLength(1);
      expect(letters[0]).toMatchObject({ errorCode: 'wecom.81013' });
      expect(Number(letters[0]?.attempts)).toBe(1);
      const [person] = await house.rows<{ name: string }>('SELECT name FROM person WHERE id = ?', [letters[0]?.recipient]);
      expect(person?.name).toBe(CAST.safetyOfficer);
      expect(house.heard(CAST.assessor).length).toBeGreaterThan(0);
      const calls = house.wecom.callsOf(SEND);
      await house.passLimits();
      await house.settle();
      expect(house.wecom.callsOf(SEND)).toBe(calls);
    });

    it('the operator lists it by its reason, and after mending sends it again', async () => {
      const [letter] = await dead();
      const environment = serverEnvironment(house.database, house.wecom);
      const list = await runCommandLine(environment, ['outbox']);
      expect(list.output).toContain('wecom.81013');
      expect(list.output).toContain(letter?.id ?? '?');
      expect(list.output).toContain(CAST.safetyOfficer);
      expect(list.code).toBe(0);

      house.wecom.setMembers(ACCOUNTS);
      house.forget();
      const event = systemEvent(
        { kind: 'command', command: { kind: 'outbox.resend', ids: [letter?.id ?? ''] } },
        eventKey('resend', 1),
        'cli',
      );
      await house.product.accept({ ...event, correlationId: 'resend' });
      await house.settle();
      expect(await dead()).toEqual([]);
      expect(house.heard(CAST.safetyOfficer).some((words) => words.includes('有新隐患'))).toBe(true);
      house.expectNothingElse();
    });

    it('a text the platform will never take is not tried twice', async () => {
      house.forget();
      house.wecom.failNext({ errcode: 40201 }, { path: SEND });
      const before = house.wecom.callsOf(SEND);
      await house.say('刘强', '举报渠道');
      await house.passLimits();
      await house.settle();
      expect(house.wecom.callsOf(SEND)).toBe(before + 1);
      expect((await dead()).map((row) => row.errorCode)).toEqual(['wecom.40201']);
    });

    it('a failure that never ends is given up after ten attempts, and nothing is lost', async () => {
      house.wecom.failNext({ status: 503 }, { path: SEND, times: 50 });
      await house.say('刘强', '帮助');
      for (let i = 0; i < 15; i += 1) {
        await house.passLimits();
        await house.settle();
      }
      const letters = (await dead()).filter((row) => row.errorCode === 'wecom.http.503');
      expect(letters).toHaveLength(1);
      expect(Number(letters[0]?.attempts)).toBe(10);
    });
  },
);
