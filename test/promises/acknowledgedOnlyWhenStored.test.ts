import { DATABASES } from '../harness/databases';
import { accountOf } from '../harness/enterprise';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

describe.each(DATABASES)('Accept durably, then acknowledge (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());

  it('a message is in the inbox when its 200 has come, and before anybody has worked on it', async () => {
    await house.send('张伟', '一车间砂轮机防护罩掉了', { msgId: '9001' });
    const rows = await house.rows<{ status: string; payload: string }>('SELECT status, payload FROM inbox_event');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.status).toBe('open');
    expect(rows[0]?.payload).toContain('防护罩掉了');
  });

  it('what cannot be stored is answered with 500, so that the platform repeats it, and is then accepted once', async () => {
    house.log.allowErrors(/wecom\.notAccepted/);
    const { platform } = house.wecom;
    const request = platform.sign(platform.textXml({ from: accountOf('张伟'), content: '一车间行车吊钩裂了', msgId: '9002' }));
    const url = `${house.url}/callbacks/wecom`;
    await house.rows('ALTER TABLE inbox_event RENAME TO inbox_event_away');
    try {
      expect((await platform.post(url, request)).status).toBe(500);
    } finally {
      await house.rows('ALTER TABLE inbox_event_away RENAME TO inbox_event');
    }
    expect((await platform.post(url, request)).status).toBe(200);
    expect((await platform.post(url, request)).status).toBe(200);
    expect(await house.rows("SELECT seq FROM inbox_event WHERE payload LIKE '%吊钩裂了%'")).toHaveLength(1);
  });
});
