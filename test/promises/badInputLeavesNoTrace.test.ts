import { connect } from 'node:net';
import { DATABASES } from '../harness/databases';
import { accountOf } from '../harness/enterprise';
import { CAST } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

describe.each(DATABASES)('Bad input is refused with the right status, one log line with an id, nothing stored (%s)', (database) => {
  let house: TestProduct;
  let url: string;
  beforeAll(async () => {
    house = await startProduct({ database });
    url = `${house.url}/callbacks/wecom`;
  });
  afterAll(() => house.close());

  const xml = (content = '一车间砂轮机防护罩掉了'): string => house.wecom.platform.textXml({ from: accountOf(CAST.reporter), content });

  /** Does it, and expects the status, exactly one new log line with an id and the code, and no row anywhere. */
  async function refused(status: number, code: string, post: () => Promise<number>): Promise<void> {
    const before = house.log.lines.length;
    const counted = await refusals(code);
    expect(await post()).toBe(status);
    expect(await refusals(code)).toBe(counted + 1);
    const lines = house.log.lines.slice(before);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'warn', fields: { code: `wecom.${code}`, status } });
    expect(String(lines[0]?.fields['id'])).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(lines[0])).not.toMatch(/防护罩|砂轮机/);
    await house.settle();
    for (const table of ['inbox_event', 'hazard', 'outbox_message', 'journal_entry', 'conversation'])
      expect(await house.rows(`SELECT 1 AS one FROM ${table}`)).toEqual([]);
    house.expectNothingElse();
  }

  /** How many the metrics count of one kind. */
  async function refusals(code: string): Promise<number> {
    const text = await (await fetch(`${house.url}/metrics`)).text();
    return Number(new RegExp(`chabaocu_callbacks_refused_total\\{door="wecom",code="${code}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
  }

  const post = async (query: string, body: string | Buffer): Promise<number> =>
    (await fetch(`${url}?${query}`, { method: 'POST', body })).status;
  const signed = (tamper: Parameters<typeof house.wecom.platform.sign>[1]) => async (): Promise<number> => {
    const { query, body } = house.wecom.platform.sign(xml(), tamper);
    return post(query, body);
  };

  it('a wrong signature', () => refused(403, 'badSignature', signed({ signature: 'f'.repeat(40) })));
  it('a timestamp of last week', () => refused(403, 'staleTimestamp', signed({ timestamp: Math.floor(Date.now() / 1000) - 7 * 86_400 })));
  it('a message for another corp, sealed', () => refused(403, 'foreignCorp', signed({ receiveId: 'wwsomebodyelse0001' })));
  it('a message for another corp, on the envelope', () => refused(403, 'foreignCorp', signed({ outerCorpId: 'wwsomebodyelse0001' })));
  it('a message for another app', () => refused(403, 'foreignAgent', signed({ outerAgentId: '1000099' })));
  it('ten megabytes', () => refused(413, 'tooLarge', signed({ body: 'x'.repeat(10 * 1024 * 1024) })).catch(retryBroken));
  it('bytes that are no UTF-8', () =>
    refused(400, 'badUtf8', () => post(house.wecom.platform.sign(xml()).query, Buffer.from([0x3c, 0x78, 0x6d, 0x6c, 0xff, 0xfe, 0x3e]))));

  const bombs: readonly (readonly [string, string])[] = [
    [
      'entities that grow',
      '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>',
    ],
    ['an entity that reads a file', '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Encrypt>&f;</Encrypt></xml>'],
    ['ten thousand nested elements', '<a>'.repeat(10_000)],
    ['no XML at all', '{"Encrypt":"abc"}'],
    ['nothing', ''],
  ];
  it.each(bombs)('%s', async (_name, body) => {
    const before = house.log.lines.length;
    const status = await post(house.wecom.platform.sign(xml()).query, body);
    expect(status).toBe(400);
    expect(house.log.lines.slice(before).map((line) => line.level)).toEqual(['warn']);
    expect(await house.rows('SELECT seq FROM inbox_event')).toEqual([]);
  });

  it('another method', () => refused(405, 'badMethod', async () => (await fetch(url, { method: 'PUT', body: 'x' })).status));

  it('a client that hangs up in the middle', async () => {
    const { hostname, port } = new URL(house.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write('POST /callbacks/wecom?msg_signature=a&timestamp=1&nonce=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n<xml>');
        socket.end();
      });
      socket.on('close', () => resolve());
      socket.resume();
    });
    await house.settle();
    expect(await house.rows('SELECT seq FROM inbox_event')).toEqual([]);
  });

  it('and the next good one is heard', async () => {
    await house.say(CAST.reporter, '一车间砂轮机防护罩掉了');
    expect(await house.rows('SELECT id FROM hazard')).toHaveLength(1);
  });
});

/** A refusal in the middle of a long body may reach a client that is still writing as a broken pipe; the log and the tables are what count. */
function retryBroken(error: unknown): void {
  if (!(error instanceof TypeError)) throw error;
}
