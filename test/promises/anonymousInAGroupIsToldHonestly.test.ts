import { DATABASES } from '../harness/databases';
import { startDingtalkHouse } from '../harness/dingtalk';
import type { DingtalkHouse } from '../harness/dingtalk';
import { accountOf } from '../harness/enterprise';
import { CAST } from '../harness/journeys';

const GROUP = 'cidFirstWorkshop0000==';
const HONEST = '群里的同事已经看到您的名字和这句话';

describe.each(DATABASES)(
  'Who asks in a group to stay unnamed is told in private what that is worth, and the group hears nothing (%s)',
  (database) => {
    let house: DingtalkHouse;
    beforeEach(async () => {
      house = await startDingtalkHouse({ database });
    });
    afterEach(() => house.close());

    const said = (): readonly string[] => house.dingtalk.deliveredTo(`group:${GROUP}`).map((d) => d.text ?? '');
    async function inGroup(name: string, text: string): Promise<void> {
      await house.post(house.dingtalk.platform.inGroup(house.dingtalk.platform.text(accountOf(name), ` ${text}`), GROUP));
      await house.settle();
    }
    const personOf = async (name: string): Promise<string> =>
      (await house.rows<{ id: string }>('SELECT id FROM person WHERE name = ?', [name]))[0]?.id ?? '?';

    it('an anonymous report: the case has no name, he hears that colleagues and the platform have seen it, the group gets no line', async () => {
      await inGroup(CAST.reporter, '匿名 一车间砂轮机防护罩掉了');
      const [reporter] = await house.rows<{ personId: string | null }>('SELECT personId FROM hazard_reporter');
      expect(reporter?.personId).toBeNull();
      const heard = house.heard(CAST.reporter).join('\n');
      expect(heard).toContain(HONEST);
      expect(heard).toContain('平台的管理员');
      expect(said()).toEqual([]);
      // Nothing that is kept of it leads from the case back to him.
      const id = await personOf(CAST.reporter);
      const [hazard] = await house.rows<{ id: string }>('SELECT id FROM hazard');
      for (const row of await house.rows<{ recipient: string; tell: string; correlationId: string | null }>(
        'SELECT recipient, tell, correlationId FROM outbox_message',
      )) {
        if (!row.tell.includes(hazard?.id ?? '?') && !row.recipient.includes(hazard?.id ?? '?')) continue;
        expect(row.recipient).not.toBe(id);
        expect(row.correlationId).toBeNull();
      }
      const [event] = await house.rows<{ payload: string }>("SELECT payload FROM inbox_event WHERE channel = 'dingtalk'");
      expect(event?.payload).toBe('');
    });

    it('a wish that comes afterwards in the group is honoured and told as honestly; so is one about nothing', async () => {
      await inGroup(CAST.reporter, '一车间砂轮机防护罩掉了');
      expect(said()).toHaveLength(1);
      house.forget();
      await inGroup(CAST.reporter, '匿名');
      expect(house.heard(CAST.reporter).join('\n')).toContain(HONEST);
      const [reporter] = await house.rows<{ personId: string | null }>('SELECT personId FROM hazard_reporter');
      expect(reporter?.personId).toBeNull();
      await inGroup('刘强', '请帮我保密');
      expect(house.heard('刘强').join('\n')).toContain(HONEST);
      expect(said()).toHaveLength(1);
    });

    it('an anonymous danger in a group alarms as ever, and draws no line', async () => {
      await inGroup(CAST.reporter, '匿名 一车间数控区着火了');
      expect(house.heard(CAST.assessor).join('\n')).toContain('我来处理');
      expect(house.heard(CAST.reporter).join('\n')).toContain(HONEST);
      const [reporter] = await house.rows<{ personId: string | null }>('SELECT personId FROM hazard_reporter');
      expect(reporter?.personId).toBeNull();
      expect(said()).toEqual([]);
    });

    it('adding in a group to a report that was made without a name in private draws no line either', async () => {
      await house.say(CAST.reporter, '匿名 一车间砂轮机防护罩掉了');
      const [hazard] = await house.rows<{ number: string }>('SELECT number FROM hazard');
      await inGroup(CAST.reporter, `${hazard?.number} 确认`);
      const [after] = await house.rows<{ state: string }>('SELECT state FROM hazard');
      expect(after?.state).toBe('toAssess');
      expect(said()).toEqual([]);
    });
  },
);
