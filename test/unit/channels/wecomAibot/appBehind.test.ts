import { appBehind } from '../../../../src/channels/wecomAibot';
import { classOfErrcode } from '../../../../src/channels/wecom/errors';

describe('the app behind the robot', () => {
  const carry = { send: async () => ({ ok: true as const }), update: async () => ({ ok: true as const }) };

  it('names people by their open ids, and those the platform calls invalid not at all', async () => {
    const json = {
      errcode: 0,
      userid_list: [{ open_userid: 'OPEN_USERID_1', userid: 'zhangsan' }],
      invalid_open_userid_list: ['OPEN_USERID_2'],
    };
    const app = appBehind({ ...carry, api: { plainUserIds: async () => ({ ok: true, json }) } });
    const found = await app.plainUserIds(['OPEN_USERID_1', 'OPEN_USERID_2']);
    expect([...found]).toEqual([
      ['OPEN_USERID_1', 'zhangsan'],
      ['OPEN_USERID_2', null],
    ]);
  });

  it('says so when the platform does not answer', async () => {
    const refusal = { ok: false as const, errcode: 48002, row: classOfErrcode(48002), code: 'wecom.48002', detail: '' };
    const app = appBehind({ ...carry, api: { plainUserIds: async () => refusal } });
    await expect(app.plainUserIds(['x'])).rejects.toThrow('wecom.48002');
  });
});
