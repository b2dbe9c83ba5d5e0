import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { CardInstance } from '../../entities';
import { handleEvent } from '../../handlers/handleEvent';
import { DINGTALK_ROBOT_PATH, STANDARD_EDITION, createDingtalkChannel } from '../../src/channels/dingtalk';
import type { DingtalkChannel, DingtalkSettings } from '../../src/channels/dingtalk';
import { createChannelLedger } from '../../src/db/channelLedger';
import { createChannelStore } from '../../src/db/channelStore';
import { DEMO_PEOPLE } from '../../src/directory/demo';
import { createDirectory } from '../../src/directory/directory';
import { addIdentity } from '../../src/directory/edits';
import { createSeal } from '../../src/directory/seal';
import { createAccept } from '../../src/inbox/accept';
import { createRunner } from '../../src/inbox/runner';
import { createWorker } from '../../src/inbox/worker';
import { newId } from '../../src/lib/ids';
import { createSender } from '../../src/outbox/sender';
import { startFakeDingtalk } from '../fakes/dingtalk/server';
import type { FakeDingtalk } from '../fakes/dingtalk/server';
import { DATABASES, openTestDatabase } from '../harness/databases';
import type { TestDatabase } from '../harness/databases';
import { accountOf, seedEnterprise } from '../harness/enterprise';
import { eventually } from '../harness/eventually';
import { CAST } from '../harness/journeys';
import { TEST_KEYS } from '../harness/product';
import { createTestLog } from '../harness/testLog';
import type { TestLog } from '../harness/testLog';

const NUMBER = /YH-\d{4}-\d{6}/;

describe.each(DATABASES)('Over DingTalk the same is promised (%s)', (kind) => {
  let database: TestDatabase;
  let fake: FakeDingtalk;
  let stream: DingtalkChannel;
  let http: DingtalkChannel;
  let server: Server;
  let log: TestLog;
  let settle: () => Promise<void>;
  let robotUrl = '';

  beforeAll(async () => {
    database = await openTestDatabase(kind);
    const { store } = database;
    await seedEnterprise(store);
    const accounts = DEMO_PEOPLE.map((person) => accountOf(person.name));
    fake = await startFakeDingtalk({ members: accounts, qps: 1_000 });
    const { corpId } = fake.platform.keys;
    await store.transaction(async (manager) => {
      for (const person of DEMO_PEOPLE)
        await addIdentity(manager, { personId: person.id, channel: 'dingtalk', corp: corpId, externalId: accountOf(person.name) });
    });
    log = createTestLog();
    const open = (over: Partial<DingtalkSettings>): DingtalkChannel =>
      createDingtalkChannel(
        { ...fake.settings, mode: 'stream', edition: { ...STANDARD_EDITION, qps: 1_000 }, ...over },
        {
          store: createChannelStore(store),
          ledger: createChannelLedger(store),
          readMedia: () => Promise.reject(new Error('no media')),
          machineNow: Date.now,
          log,
          newCorrelationId: newId,
        },
      );
    stream = open({});
    http = open({ mode: 'http' });
    const channels = new Map([['dingtalk', stream]]);
    const directory = createDirectory(store);
    const seal = createSeal(TEST_KEYS);
    const run = createRunner({ store, directory, seal, channels, handle: handleEvent, prepare: async () => ({}), log });
    const sender = createSender({
      store,
      directory,
      seal,
      channels,
      open: new Set(['dingtalk']),
      publicUrl: 'https://safety.example.invalid',
      log,
    });
    const worker = createWorker({ store, run, log, onTold: () => undefined });
    const accept = createAccept(store);
    settle = async () => {
      for (let i = 0; i < 5; i += 1) {
        await worker.drain();
        await sender.drain();
      }
    };
    await stream.start(accept);
    await http.start(accept);
    await fake.until(() => fake.gateway.connections === 1);
    const app = new Koa();
    for (const middleware of http.callbacks.values()) app.use(middleware);
    const handle = app.callback();
    server = createServer((req, res) => void handle(req, res));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    robotUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}${DINGTALK_ROBOT_PATH}`;
  });
  afterAll(async () => {
    await Promise.all([stream.stop(), http.stop()]);
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await fake.close();
    await database.close();
    expect(log.undeclared()).toEqual([]);
    expect(fake.violations).toEqual([]);
  });

  const rows = async <T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> =>
    database.store.dataSource.query(sql, [...parameters]);
  const count = async (table: string): Promise<number> => Number((await rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.n);
  const screen = (name: string) => fake.deliveredTo(accountOf(name));
  const words = (name: string) => screen(name).map((d) => d.text ?? JSON.stringify(d.shown));
  /** Pushes a message and waits until it is acknowledged. */
  const say = async (name: string, text: string) => {
    const push = fake.gateway.push(fake.platform.text(accountOf(name), text));
    await fake.until(() => push.ack !== null);
    return push;
  };
  const cardWith = async (name: string, action: string) => {
    for (const delivery of [...screen(name)].reverse()) {
      const id = delivery.outTrackId?.replace(/-[op]$/, '');
      const row = id === undefined ? null : await database.store.dataSource.manager.findOneBy(CardInstance, { id });
      const index = row?.acts.findIndex((act) => act.kind === 'hazard' && act.action === action) ?? -1;
      if (row && index >= 0) return { delivery, row, key: `${row.id}.${index}` };
    }
    throw new Error(`${name} has no card with ${action}`);
  };
  const press = async (name: string, action: string, by = name) => {
    const { delivery, key, row } = await cardWith(name, action);
    const push = fake.gateway.pushPress(fake.click(delivery, key, accountOf(by)));
    await fake.until(() => push.ack !== null);
    await settle();
    return { delivery, row };
  };
  const stateOf = async (id: string | null) => (await rows<{ state: string }>('SELECT state FROM hazard WHERE id = ?', [id]))[0]?.state;

  it('a report has a number at once; whoever else presses its card changes nothing, the reporter does, and the card shows it', async () => {
    await say(CAST.reporter, '一车间砂轮机防护罩掉了');
    await settle();
    expect(words(CAST.reporter).join('\n')).toMatch(NUMBER);
    const forged = await press(CAST.reporter, 'confirm', CAST.owner);
    expect(await stateOf(forged.row.hazardId)).toBe('registered');
    const { row, delivery } = await press(CAST.reporter, 'confirm');
    expect(await stateOf(row.hazardId)).toBe('toAssess');
    expect(delivery.updates).toBeGreaterThan(0);
    expect(words(CAST.assessor).join('\n')).toContain('砂轮机防护罩');
  });

  it('a message whose acknowledgement was lost, and comes twice more, is one report and one answer', async () => {
    const before = await count('hazard');
    const answers = screen(CAST.reporter).length;
    const stored = await count('inbox_event');
    fake.gateway.loseAcks = true;
    const push = fake.gateway.push(fake.platform.text(accountOf(CAST.reporter), '二车间灭火器压力不足'));
    fake.gateway.again(push);
    await eventually('it is stored', async () => (await count('inbox_event')) > stored);
    await settle();
    expect(push.ack).toBeNull();
    fake.gateway.loseAcks = false;
    fake.gateway.again(push);
    await fake.until(() => push.ack !== null);
    await settle();
    expect(await count('hazard')).toBe(before + 1);
    expect(screen(CAST.reporter)).toHaveLength(answers + 1);
  });

  it('a captured signature carries no other message: nothing is stored, and the risk is logged', async () => {
    const signed = fake.platform.signMessage(fake.platform.text(accountOf(CAST.reporter), '一车间地面有油'));
    expect((await fake.platform.post(robotUrl, signed)).status).toBe(200);
    const stored = await count('inbox_event');
    const other = { ...signed, body: JSON.stringify(fake.platform.text(accountOf(CAST.unitHead), '撤销')) };
    expect((await fake.platform.post(robotUrl, other)).status).toBe(403);
    expect((await fake.platform.post(robotUrl, signed)).status).toBe(200);
    expect(await count('inbox_event')).toBe(stored);
    expect(log.lines.some((line) => line.fields['code'] === 'dingtalk.risk.replayedSignature')).toBe(true);
    await settle();
  });

  it('what the month has no calls left for is kept, not lost, and goes when there are some', async () => {
    log.allowErrors(/sending needs an operator/);
    fake.failNext({ code: 'Forbidden.AccessDenied.ApiCountLimitForOrg', status: 403 }, { times: 1 });
    await say(CAST.reporter, '一车间电焊机接线盒破了');
    await settle();
    // The reporter is answered in his session, which costs no call; the holder of the case has none.
    const answer = words(CAST.reporter).at(-1) ?? '';
    expect(answer).toContain('电焊机');
    expect((await stream.quota()).level).toBe('ended');
    await say(CAST.reporter, `${NUMBER.exec(answer)?.[0] ?? ''} 确认`);
    await settle();
    const waiting = await rows<{ errorCode: string }>(
      "SELECT errorCode FROM outbox_message WHERE status = 'queued' AND errorCode IS NOT NULL",
    );
    expect(waiting.map(({ errorCode }) => errorCode)).toContain('dingtalk.ended.calls');
    expect(words(CAST.assessor).join('\n')).not.toContain('电焊机');
    await createChannelStore(database.store).remove(`dingtalk:${fake.platform.keys.clientId}:ended:calls`);
    await rows("UPDATE outbox_message SET retryAt = 0 WHERE status = 'queued'");
    await settle();
    expect(words(CAST.assessor).join('\n')).toContain('电焊机');
    expect(await rows("SELECT id FROM outbox_message WHERE status = 'dead'")).toEqual([]);
  });

  it('a message of the address book reaches nobody and is worked', async () => {
    const push = fake.gateway.pushEvent('user_leave_org', newId(), fake.platform.keys.corpId, { userId: ['x'] });
    await fake.until(() => push.ack !== null);
    const before = fake.deliveries.length;
    await settle();
    expect(fake.deliveries).toHaveLength(before);
    const [row] = await rows<{ reason: string }>("SELECT reason FROM inbox_event WHERE channel = 'dingtalk' ORDER BY seq DESC LIMIT 1");
    expect(row?.reason).toBe('directoryChanged.user_leave_org');
  });
});
