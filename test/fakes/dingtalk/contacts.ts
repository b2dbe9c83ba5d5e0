import { Refusal, only } from './state';
import type { Fields } from './state';

/** A member as the organisation's address book has him. */
export interface FakeMember {
  readonly userId: string;
  readonly name?: string;
  /** The top one by default. */
  readonly departments?: readonly number[];
  readonly mobile?: string;
  readonly jobNumber?: string;
}

const ROOT = 1;

/** The address book of the fake, and the codes it gave out at sign-ins (notes §8). */
export class FakeContacts {
  readonly departments = new Map<number, { readonly name: string; readonly parentId: number }>();
  /** Departments outside of the app's permission range. */
  readonly outOfRange = new Set<number>();
  private readonly members = new Map<string, FakeMember>();
  /** What a code is good for: a member inside the client, or somebody's union id by the sign-in page. */
  private readonly codes = new Map<string, { readonly inside: boolean; readonly who: string }>();
  /** Corp of whoever signs in by the page, where it is not ours. */
  foreignCorp: string | null = null;
  private readonly userTokens = new Map<string, string>();
  private serial = 0;

  constructor(
    accounts: readonly string[],
    private readonly corpId: string,
  ) {
    for (const userId of accounts) this.join({ userId });
  }

  join(member: FakeMember): void {
    this.members.set(member.userId.toLowerCase(), member);
  }

  leave(...accounts: readonly string[]): void {
    for (const account of accounts) this.members.delete(account.toLowerCase());
  }

  /** The code that DingTalk gives a page of ours for this member; once and for one question. */
  codeFor(userId: string, where: 'inside' | 'page'): string {
    this.serial += 1;
    const code = `code${this.serial}`;
    this.codes.set(code, { inside: where === 'inside', who: userId });
    return code;
  }

  /** Plays the sign-in page; answers the address the browser is sent back to. Throws at anything that the page would not take. */
  enter(address: string, clientId: string, userId: string): string {
    const url = new URL(address);
    if (url.origin + url.pathname !== 'https://login.dingtalk.com/oauth2/auth') throw new Error(`no sign-in page: ${address}`);
    const { redirect_uri: back = '', ...rest } = Object.fromEntries(url.searchParams);
    const { state = '', ...fixed } = rest;
    const wanted = { response_type: 'code', client_id: clientId, scope: 'openid corpid', prompt: 'consent', corpId: this.corpId };
    if (JSON.stringify(fixed) !== JSON.stringify(wanted)) throw new Error(`parameters of ${address}`);
    if (state === '') throw new Error('no state');
    const code = this.codeFor(userId, 'page');
    return `${back}?code=${code}&authCode=${code}&state=${state}`;
  }

  /** Answers a call of the old API. */
  read(path: string, body: Fields): Fields {
    switch (path) {
      case '/topapi/v2/department/listsub': {
        only(body, 'listsub', ['dept_id', 'language']);
        const id = this.department(body['dept_id'] ?? ROOT);
        const below = [...this.departments].filter(([, { parentId }]) => parentId === id);
        return ok(below.map(([dept_id, { name }]) => ({ auto_add_user: true, create_dept_group: true, dept_id, name, parent_id: id })));
      }
      case '/topapi/v2/user/list':
        return this.page(body);
      case '/topapi/v2/user/getuserinfo': {
        only(body, 'getuserinfo', ['code']);
        const userId = this.redeem(body['code'], true);
        return ok({ userid: userId, unionid: unionIdOf(userId), name: '某人', device_id: 'd', sys: false, sys_level: 0 });
      }
      default: {
        only(body, 'getbyunionid', ['unionid']);
        const member = [...this.members.values()].find(({ userId }) => unionIdOf(userId) === body['unionid']);
        if (member === undefined) throw new Refusal('60121', '找不到该用户');
        return ok({ contact_type: 0, userid: member.userId });
      }
    }
  }

  /** Changes the code of the sign-in page for a token of whoever signed in. */
  userAccessToken(body: Fields): Fields {
    only(body, 'userAccessToken', ['clientId', 'clientSecret', 'code', 'grantType']);
    if (body['grantType'] !== 'authorization_code') throw new Refusal('invalidParameter.grantType', 'grantType');
    const token = `FAKE_user_${(this.serial += 1)}`;
    this.userTokens.set(token, this.redeem(body['code'], false));
    return { accessToken: token, refreshToken: 'r', expireIn: 7200, corpId: this.foreignCorp ?? this.corpId };
  }

  /** Who a user's own token belongs to. */
  me(token: unknown): Fields {
    const userId = typeof token === 'string' ? this.userTokens.get(token) : undefined;
    if (userId === undefined) throw new Refusal('InvalidAuthentication', 'user token');
    return { nick: '某人', avatarUrl: '', openId: 'o', unionId: unionIdOf(userId), stateCode: '86' };
  }

  private page(body: Fields): Fields {
    only(body, 'user/list', ['dept_id', 'cursor', 'size', 'language', 'order_field', 'contain_access_limit']);
    const id = this.department(body['dept_id']);
    const { cursor, size } = body;
    if (typeof cursor !== 'number' || typeof size !== 'number' || size < 1 || size > 100) throw new Refusal('400002', 'size');
    const there = [...this.members.values()].filter((m) => (m.departments ?? [ROOT]).includes(id));
    // Short pages, so that readers who stop after the first are found out.
    const list = there.slice(cursor, cursor + Math.min(size, 10)).map((m) => ({
      userid: m.userId,
      unionid: unionIdOf(m.userId),
      name: m.name ?? '',
      dept_id_list: m.departments ?? [ROOT],
      active: true,
      ...(m.mobile === undefined ? {} : { mobile: m.mobile }),
      ...(m.jobNumber === undefined ? {} : { job_number: m.jobNumber }),
    }));
    const more = cursor + list.length < there.length;
    return ok({ has_more: more, ...(more ? { next_cursor: cursor + list.length } : {}), list });
  }

  private department(id: unknown): number {
    if (typeof id !== 'number' || (id !== ROOT && !this.departments.has(id))) throw new Refusal('60003', 'department not found');
    if (this.outOfRange.has(id)) throw new Refusal('50004', 'department out of range');
    return id;
  }

  private redeem(code: unknown, inside: boolean): string {
    const known = typeof code === 'string' ? this.codes.get(code) : undefined;
    if (known?.inside !== inside) {
      if (inside) throw new Refusal('40078', '不存在的临时授权码');
      throw new Refusal('invalidParameter.authCode.notFound', 'code');
    }
    this.codes.delete(String(code));
    return known.who;
  }
}

/** The same person in all apps of one developer. */
export function unionIdOf(userId: string): string {
  return `union-${userId.toLowerCase()}`;
}

function ok(result: unknown): Fields {
  return { errcode: 0, errmsg: 'ok', result, request_id: 'x' };
}
