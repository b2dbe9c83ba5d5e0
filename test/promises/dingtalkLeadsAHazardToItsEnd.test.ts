import { DATABASES } from '../harness/databases';
import { OWN_TEMPLATE, startDingtalkHouse } from '../harness/dingtalk';
import type { DingtalkHouse, DingtalkHouseOptions } from '../harness/dingtalk';
import { CAST, caseOf, verified } from '../harness/journeys';

const DOORS: readonly (readonly [string, Omit<DingtalkHouseOptions, 'database'>])[] = [
  ['the Stream and the public card', {}],
  ['HTTP and the public card', { mode: 'http' }],
  ['a template of its own', { dingtalk: { templates: [OWN_TEMPLATE] }, settings: { cardTemplateId: OWN_TEMPLATE } }],
];

describe.each(DATABASES.flatMap((database) => DOORS.map(([door, options]) => [database, door, options] as const)))(
  'A hazard goes from its report to its close-out in DingTalk (%s, %s)',
  (database, _door, options) => {
    let house: DingtalkHouse;
    beforeAll(async () => {
      house = await startDingtalkHouse({ database, ...options });
    });
    afterAll(() => house.close());

    it('everybody does his part by pressing, and the reporter is told at every turn and asked before the end', async () => {
      const { id, number } = await verified(house);
      expect(house.heard(CAST.owner).join('\n')).toContain('防护罩');
      const told = house.heard(CAST.reporter).join('\n');
      for (const turn of [number, '已核实定级', '已指派责任人', '已接受整改', '您看呢']) expect(told).toContain(turn);
      await house.press(CAST.reporter, 'fixedWell', { hazardId: id });
      await house.press(CAST.assessor, 'closeOut', { hazardId: id });
      expect((await caseOf(house, id)).state).toBe('closed');
      expect(house.heard(CAST.reporter).join('\n')).toContain('已销号');
      expect(await house.rows("SELECT id FROM outbox_message WHERE status <> 'sent' AND status <> 'dropped'")).toEqual([]);
    });
  },
);
