import { DATABASES } from '../harness/databases';
import { accountOf } from '../harness/enterprise';
import { CAST } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const TABLES = ['inbox_event', 'hazard', 'outbox_message', 'journal_entry', 'conversation'];

describe.each(DATABASES)('What is forged, foreign or broken leaves nothing with the robot but a line in the log (%s)', (database) => {
  let house: TestProduct;
  let url: string;
  beforeAll(async () => {
    house = await startProduct({ database, robot: 'callback' });
    url = `${house.url}/callbacks/wecom/aibot`;
  });
  afterAll(() => house.close());

  const body = () => house.robot.body(accountOf(CAST.reporter), house.robot.text('一车间砂轮机防护罩掉了'), { url: true });

  /** Does it, and expects the status, exactly one new log line with an id and the code, and no row anywhere. */
  async function refused(status: number, code: string, post: () => Promise<{ readonly status: number }>): Promise<void> {
    const before = house.log.lines.length;
    expect((await post()).status).toBe(status);
    const lines = house.log.lines.slice(before);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'warn', fields: { code: `wecomAibot.${code}`, status } });
    expect(String(lines[0]?.fields['id'])).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(lines[0])).not.toMatch(/防护罩|砂轮机|response_code/);
    await house.settle();
    for (const table of TABLES) expect(await house.rows(`SELECT 1 AS one FROM ${table}`)).toEqual([]);
    expect(house.robot.shown).toEqual([]);
    house.expectNothingElse();
  }

  it('a wrong signature', () => refused(403, 'badSignature', () => house.robot.post(url, body(), { signature: 'f'.repeat(40) })));
  it('a timestamp of last week', () =>
    refused(403, 'staleTimestamp', () => house.robot.post(url, body(), { timestamp: Math.floor(Date.now() / 1000) - 7 * 86_400 })));
  it('a message sealed for an app of the corp instead of the robot', () =>
    refused(403, 'foreignCorp', () => house.robot.post(url, body(), { receiveId: house.robot.corpId })));
  it('a message for another robot', () => refused(403, 'foreignBot', () => house.robot.post(url, { ...body(), aibotid: 'SOMEBODYELSE' })));
  it('somebody of another corp', () =>
    refused(403, 'foreignCorp', () => house.robot.post(url, { ...body(), from: { userid: 'x', corpid: 'wwsomebodyelse0001' } })));
  it('nobody', () => refused(400, 'missingPart', () => house.robot.post(url, { ...body(), from: {} })));
  it('no JSON inside', () => refused(400, 'notJson', () => house.robot.post(url, body(), { raw: '<xml/>' })));
  it('no envelope', () => refused(400, 'badBody', () => fetch(url, { method: 'POST', body: '{"Encrypt":"abc"}' })));
  it('another method', () => refused(405, 'badMethod', () => fetch(url, { method: 'PUT', body: 'x' })));
  it('a check of the URL with a wrong key', () =>
    refused(403, 'badSignature', () => fetch(`${url}?msg_signature=a&timestamp=1&nonce=1&echostr=abcd`)));

  it('and the next good one is heard', async () => {
    await house.byRobot.say(CAST.reporter, '一车间砂轮机防护罩掉了');
    expect(await house.rows('SELECT id FROM hazard')).toHaveLength(1);
  });
});

describe('On the long connection', () => {
  it('a frame for another robot or of another corp is one line in the log and nothing else', async () => {
    const house = await startProduct({ database: 'sqlite', robot: 'socket' });
    const said = (part: object) => ({ ...house.robot.body(accountOf(CAST.reporter), house.robot.text('一车间砂轮机防护罩掉了')), ...part });
    house.robot.frame(said({ aibotid: 'SOMEBODYELSE' }));
    house.robot.frame(said({ from: { userid: 'x', corpid: 'wwsomebodyelse0001' } }));
    house.robot.frame(said({ msgid: '' }));
    // Frames are read in the order in which they come.
    await house.byRobot.say(CAST.reporter, '帮助');
    expect(await house.rows('SELECT seq FROM inbox_event')).toHaveLength(1);
    const codes = house.log.lines.filter((line) => line.message === 'wecomAibot.frame.refused').map((line) => line.fields['code']);
    expect(codes).toEqual(['wecomAibot.foreignBot', 'wecomAibot.foreignCorp', 'wecomAibot.missingPart']);
    await house.close();
  });
});
