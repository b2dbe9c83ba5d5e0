import { WecomPlatform } from '../fakes/wecom/platform';
import type { Tamper } from '../fakes/wecom/platform';
import { DATABASES } from '../harness/databases';
import { accountOf } from '../harness/enterprise';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const SYNC = { token: 'ContactsTok3n', encodingAesKey: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg' };

describe.each(DATABASES)(
  'A change of contacts that is not the platform’s is refused, with nothing stored and nobody disabled (%s)',
  (database) => {
    let house: TestProduct;
    let sync: WecomPlatform;
    let url: string;
    beforeAll(async () => {
      house = await startProduct({ database, contacts: { callback: SYNC, secret: null } });
      sync = new WecomPlatform({ corpId: house.wecom.corpId, ...SYNC }, Date.now);
      url = `${house.url}/callbacks/wecom/contacts`;
      house.wecom.contacts.leave(accountOf('张伟'));
    });
    afterAll(() => house.close());

    const gone = (platform = sync): string =>
      platform.eventXml({
        from: 'sys',
        event: 'change_contact',
        inner: `<ChangeType><![CDATA[delete_user]]></ChangeType><UserID><![CDATA[${accountOf('张伟')}]]></UserID>`,
      });

    async function refused(status: number, code: string, post: () => Promise<readonly number[]>): Promise<void> {
      const before = house.log.lines.length;
      expect(await post()).toEqual([status]);
      const lines = house.log.lines.slice(before);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatchObject({ level: 'warn', fields: { code: `wecom.contacts.${code}`, status } });
      await house.settle();
      for (const table of ['inbox_event', 'outbox_message', 'journal_entry'])
        expect(await house.rows(`SELECT 1 AS one FROM ${table}`)).toEqual([]);
      expect(house.wecom.callsOf('/cgi-bin/department/simplelist')).toBe(0);
      expect(await house.rows('SELECT id FROM person WHERE active = 0')).toEqual([]);
      house.expectNothingElse();
    }
    const tampered = (tamper: Tamper) => () => sync.postCallback(url, gone(), { outerAgentId: '', ...tamper });

    it('a wrong signature', () => refused(403, 'badSignature', tampered({ signature: 'f'.repeat(40) })));
    it('the keys of the app in place of those of the contact-sync', () =>
      refused(403, 'badSignature', () => house.wecom.platform.postCallback(url, gone(house.wecom.platform))));
    it('a timestamp of last week', () =>
      refused(403, 'staleTimestamp', tampered({ timestamp: Math.floor(Date.now() / 1000) - 7 * 86_400 })));
    it('another corp, sealed', () => refused(403, 'foreignCorp', tampered({ receiveId: 'wwsomebodyelse0001' })));
    it('another corp, in the message itself', () =>
      refused(403, 'foreignCorp', () =>
        sync.postCallback(url, gone().replace(house.wecom.corpId, 'wwsomebodyelse0001'), { outerAgentId: '' }),
      ));
    it('no XML', () => refused(400, 'notXml', tampered({ body: '{"Encrypt":"abc"}' })));

    it('and the next true one is taken, once, however often it comes', async () => {
      expect(await sync.postCallback(url, gone(), { outerAgentId: '', repeat: 3 })).toEqual([200, 200, 200]);
      await house.settle();
      expect(await house.rows("SELECT seq FROM inbox_event WHERE channel = 'wecom'")).toHaveLength(1);
      // Not even a true one disables anybody by itself: the reading of the contacts decides.
      expect(await house.rows('SELECT id FROM person WHERE active = 0')).toEqual([]);
    });
  },
);
