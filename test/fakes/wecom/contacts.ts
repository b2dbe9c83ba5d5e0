import { Refusal } from './check';

/** A member as the corp's address book has him. */
export interface FakeMember {
  readonly userId: string;
  /** Without one the account stands in its place, as for apps that may not see names. */
  readonly name?: string;
  /** The first is the main one; the top one by default. */
  readonly departments?: readonly number[];
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  readonly status?: 1 | 2 | 4 | 5;
}

const ROOT = 1;

/** The address book of the fake: departments, members, and what of them the app may see (notes §8). */
export class FakeContacts {
  readonly departments = new Map<number, { readonly name: string; readonly parentId: number }>([[ROOT, { name: 'corp', parentId: 0 }]]);
  /** Members who are there, though outside of the app's visible range. */
  readonly hidden = new Set<string>();
  private readonly members = new Map<string, FakeMember>();

  constructor(accounts: readonly string[]) {
    for (const userId of accounts) this.join({ userId });
  }

  join(member: FakeMember): void {
    this.members.set(member.userId.toLowerCase(), member);
  }

  leave(...accounts: readonly string[]): void {
    for (const account of accounts) this.members.delete(account.toLowerCase());
  }

  /** Answers a reading call; `bySync` with the token of the contact-sync. */
  read(path: string, query: URLSearchParams, body: Readonly<Record<string, unknown>>, bySync: boolean): object {
    switch (path) {
      case '/cgi-bin/department/simplelist':
        return ok({ department_id: [...this.departments].map(([id, { parentId }], order) => ({ id, parentid: parentId, order })) });
      case '/cgi-bin/department/get': {
        const [id, { name, parentId }] = this.department(query.get('id'));
        return ok({ department: { id, name, name_en: '', department_leader: [], parentid: parentId, order: 1 } });
      }
      case '/cgi-bin/user/list':
      case '/cgi-bin/user/simplelist': {
        const [id] = this.department(query.get('department_id'));
        const there = [...this.members.values()].filter((m) => (m.departments ?? [ROOT]).includes(id) && !this.hidden.has(m.userId));
        return ok({
          userlist: there.map((m) => {
            const departments = m.departments ?? [ROOT];
            const known = { userid: m.userId, name: m.name ?? m.userId, department: departments };
            return path.endsWith('/list') ? { ...known, main_department: departments[0], status: m.status ?? 1, position: '' } : known;
          }),
        });
      }
      default:
        return this.ids(body, bySync);
    }
  }

  private ids(body: Readonly<Record<string, unknown>>, bySync: boolean): object {
    if (!bySync) throw new Refusal(48002, 'api forbidden: the secret of the contact-sync only');
    const { cursor = '', limit } = body;
    if (typeof cursor !== 'string' || typeof limit !== 'number' || limit < 1 || limit > 10_000) throw new Refusal(40058, 'list_id');
    // Short pages, so that readers who stop after the first are found out.
    const from = cursor === '' ? 0 : Number(cursor);
    const all = [...this.members.values()].filter((m) => m.status !== 5);
    const page = all.slice(from, from + 10);
    const next = from + page.length < all.length ? String(from + page.length) : '';
    return ok({
      next_cursor: next,
      dept_user: page.flatMap((m) => (m.departments ?? [ROOT]).map((department) => ({ userid: m.userId, department }))),
    });
  }

  private department(id: string | null): readonly [number, { readonly name: string; readonly parentId: number }] {
    const found = this.departments.get(Number(id));
    if (found === undefined || !/^[0-9]+$/.test(id ?? '')) throw new Refusal(60003, 'department not found');
    return [Number(id), found];
  }
}

function ok(fields: object): object {
  return { errcode: 0, errmsg: 'ok', ...fields };
}
