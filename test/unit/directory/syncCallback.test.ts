import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Koa from 'koa';
import type { AcceptedEvent } from '../../../src/channels/channel';
import { WECOM_CONTACTS_PATH, wecomContactsCallback } from '../../../src/channels/wecom/contactsCallback';
import { decodeWecom } from '../../../src/channels/wecom/decode';
import { WecomPlatform } from '../../fakes/wecom/platform';

const platform = new WecomPlatform({}, Date.now);
const fixture = (name: string): string =>
  readFileSync(join(__dirname, '../../fixtures/wecom', `inbound-event-change_contact-${name}.xml`), 'utf8').trim();

let server: Server;
let url: string;
let inbox: AcceptedEvent[];
let failing: boolean;
let lines: string[];

beforeEach(async () => {
  inbox = [];
  lines = [];
  failing = false;
  const log = (fields: object): void => void lines.push(JSON.stringify(fields));
  const { corpId, token, encodingAesKey } = platform.keys;
  const app = new Koa();
  app.use(
    wecomContactsCallback({
      settings: { corpId, token, encodingAesKey },
      accept: async (event) => {
        if (failing) throw new Error('disk full');
        if (inbox.some(({ key }) => key === event.key)) return 'duplicate';
        inbox.push(event);
        return 'accepted';
      },
      machineNow: Date.now,
      log: { info: log, warn: log, error: log },
      newCorrelationId: () => 'c1',
    }),
  );
  const handler = app.callback();
  server = createServer((req, res) => void handler(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${WECOM_CONTACTS_PATH}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

describe('the contact-sync callback', () => {
  it('answers the check of its URL', async () => {
    const response = await fetch(`${url}?${platform.verificationQuery('echo')}`);
    expect([response.status, await response.text()]).toEqual([200, 'echo']);
  });

  it('stores every change once and tells it by ids', async () => {
    for (const name of ['create_user-ids-only', 'update_user', 'delete_user', 'create_party', 'update_party', 'delete_party'])
      expect(await platform.postCallback(url, fixture(name), { repeat: 2, outerAgentId: '' })).toEqual([200, 200]);
    expect(inbox.map(({ payload }) => decodeWecom(payload))).toMatchObject([
      { kind: 'directoryChanged', what: 'change_contact.create_user', userIds: ['zhangsan'], departmentIds: ['1', '2', '3'] },
      { what: 'change_contact.update_user', userIds: ['zhangsan', 'zhangsan001'] },
      { what: 'change_contact.delete_user', userIds: ['zhangsan'] },
      { what: 'change_contact.create_party', departmentIds: ['2'] },
      { what: 'change_contact.update_party' },
      { what: 'change_contact.delete_party' },
    ]);
  });

  it('lets the platform repeat what could not be stored', async () => {
    failing = true;
    expect(await platform.postCallback(url, fixture('delete_user'))).toEqual([500]);
    failing = false;
    expect(await platform.postCallback(url, fixture('delete_user'))).toEqual([200]);
  });

  it('refuses what is forged, stale, of another corp or broken, and stores nothing', async () => {
    const xml = fixture('delete_user');
    expect([
      ...(await platform.postCallback(url, xml, { signature: 'b'.repeat(40) })),
      ...(await platform.postCallback(url, xml, { timestamp: 1_000_000 })),
      ...(await platform.postCallback(url, xml, { receiveId: 'ww00000000000000bb' })),
      ...(await platform.postCallback(url, xml.replace(platform.keys.corpId, 'ww00000000000000bb'))),
      ...(await platform.postCallback(url, '<xml><a>1</a>')),
      ...(await platform.postCallback(url, xml, { body: 'x'.repeat(70_000) })),
    ]).toEqual([403, 403, 403, 403, 400, 413]);
    expect((await fetch(url, { method: 'PUT' })).status).toBe(405);
    expect(inbox).toEqual([]);
    expect(lines).toHaveLength(7);
  });

  it('takes no notice of other events of this door', async () => {
    const other = platform.eventXml({ from: 'sys', event: 'batch_job_result' });
    expect(await platform.postCallback(url, other)).toEqual([200]);
    expect(inbox).toEqual([]);
  });
});
