import type { ContactPull, ContactsTried, PulledContacts } from '../channel';
import type { ApiFailure, ApiResult, Json } from './api';

/** What reading the contacts needs of the API; an app sees its visible range and nothing more (notes §8). */
export interface ContactsApi {
  get(path: string, parameters: Readonly<Record<string, string>>): Promise<ApiResult>;
}

/** What knowing every account of the corp needs of the API: the secret of the contact-sync. */
export interface MemberIdsApi {
  listMemberIds(cursor: string): Promise<ApiResult>;
}

type Member = ContactPull['members'][number];
type Department = ContactPull['departments'][number];

/** Calls at one time; the platform counts them (45033). */
const PARALLEL = 4;
/** Members who count: active, and those who have not opened the client yet. 2 is disabled, 5 has left. */
const PRESENT: readonly number[] = [1, 4];
/** Details are not for this app, or too many; names alone may be. */
const LIST_REFUSED: readonly number[] = [48002, 48009, 45029, 60011];

/**
 * Reads every department and member the app may see: departments by their ids and one by one by name, members by department. With
 * `everybody` the accounts that it may not see are known by id. Anything that does not come makes the whole reading fail, because who is
 * not on it will be taken for gone.
 */
export async function pullWecomContacts(api: ContactsApi, corpId: string, everybody: MemberIdsApi | null = null): Promise<PulledContacts> {
  const simple = await api.get('/cgi-bin/department/simplelist', {});
  if (!simple.ok) return failed(simple);
  const tree = listOf(simple.json, 'department_id').map((one) => ({ id: idOf(one, 'id'), parentId: idOf(one, 'parentid') }));
  if (tree.length === 0)
    return { ok: false, channel: 'wecom', key: 'outOfRange', code: 'wecom.noDepartments', detail: 'no department is visible' };
  const known = new Set(tree.map(({ id }) => id));
  const departments: Department[] = [];
  const members = new Map<string, Member>();
  const queue = [...tree];
  let fault: ApiFailure | null = null;
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && fault === null; next = queue.shift()) {
      const [named, people] = [await api.get('/cgi-bin/department/get', { id: next.id }), await membersOf(api, next.id)];
      const wrong = [named, people].find((result): result is ApiFailure => !result.ok);
      if (wrong !== undefined) {
        fault ??= wrong;
        return;
      }
      if (!named.ok || !people.ok) return;
      const name = textOf(objectOf(named.json['department']), 'name');
      departments.push({ id: next.id, parentId: known.has(next.parentId) ? next.parentId : null, name });
      for (const one of listOf(people.json, 'userlist')) take(members, one);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, lane));
  if (fault !== null) return failed(fault);
  if (members.size === 0)
    return { ok: false, channel: 'wecom', key: 'outOfRange', code: 'wecom.noMembers', detail: 'no member is visible' };
  const order = new Map(tree.map(({ id }, index) => [id, index]));
  departments.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  const pull = { channel: 'wecom' as const, corp: corpId, departments, members: [...members.values()] };
  if (everybody === null) return { ok: true, pull };
  const ids = await memberIds(everybody);
  if ('ok' in ids) return ids;
  return { ok: true, pull: { ...pull, unseen: ids.filter((id) => !members.has(id.toLowerCase())) } };
}

/** Pages of ids; more than there can be members is an answer that goes round in a circle. */
const MOST_PAGES = 200;

async function memberIds(api: MemberIdsApi): Promise<readonly string[] | Exclude<PulledContacts, { ok: true }>> {
  const found = new Set<string>();
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const result = await api.listMemberIds(cursor);
    if (!result.ok) return failedIds(result);
    for (const one of listOf(result.json, 'dept_user')) found.add(textOf(one, 'userid'));
    cursor = textOf(result.json, 'next_cursor');
    if (cursor === '') return [...found].filter((id) => id !== '');
  }
  return { ok: false, channel: 'wecom', key: 'tooMany', code: 'wecom.pages', detail: 'the list of ids does not end' };
}

/** The secret of the contact-sync is another one than the app's, and so is what is wrong with it. */
function failedIds(failure: ApiFailure): Exclude<PulledContacts, { ok: true }> {
  const { key, ...rest } = failed(failure);
  return { ...rest, key: key === 'noAnswer' ? key : 'contactsSecret' };
}

async function membersOf(api: ContactsApi, departmentId: string): Promise<ApiResult> {
  const detailed = await api.get('/cgi-bin/user/list', { department_id: departmentId });
  if (detailed.ok || detailed.errcode === null || !LIST_REFUSED.includes(detailed.errcode)) return detailed;
  return api.get('/cgi-bin/user/simplelist', { department_id: departmentId });
}

function take(members: Map<string, Member>, one: Json): void {
  const userId = textOf(one, 'userid').trim();
  const status = one['status'];
  if (userId === '' || (typeof status === 'number' && !PRESENT.includes(status))) return;
  const main = one['main_department'];
  const all = Array.isArray(one['department']) ? one['department'].map(String) : [];
  const first = typeof main === 'number' && all.includes(String(main)) ? [String(main)] : [];
  const name = textOf(one, 'name').trim();
  const departmentIds = [...new Set([...first, ...all])];
  // Where names are not for the app the account stands in their place.
  members.set(userId.toLowerCase(), { userId, name: name.toLowerCase() === userId.toLowerCase() ? '' : name, departmentIds });
}

function failed(failure: ApiFailure): Exclude<PulledContacts, { ok: true }> {
  const { errcode, code, detail } = failure;
  return { ok: false, channel: 'wecom', key: keyOf(errcode, failure.row.class, code), code, detail };
}

function keyOf(errcode: number | null, kind: string, code: string): Exclude<PulledContacts, { ok: true }>['key'] {
  if (errcode === 60020) return 'untrustedAddress';
  if (errcode === 45029 || code === 'wecom.tooLarge') return 'tooMany';
  if (errcode === 60011 || errcode === 60003 || errcode === 60123 || errcode === 50002) return 'outOfRange';
  if ([40001, 40013, 40091, 40056, 301002].some((known) => known === errcode || code === `wecom.${known}`)) return 'credentials';
  if (errcode !== null && kind !== 'retry') return 'noPermission';
  return code.startsWith('wecom.http.') || kind === 'retry' ? 'noAnswer' : 'credentials';
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function listOf(json: Json, name: string): readonly Json[] {
  const value = json[name];
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function textOf(json: Json, name: string): string {
  const value = json[name];
  return typeof value === 'string' ? value : '';
}

function idOf(json: Json, name: string): string {
  const value = json[name];
  return typeof value === 'number' || typeof value === 'string' ? String(value) : '';
}

/** Whether contacts can be read at all: the list of departments and the members of the first one. */
export async function tryWecomContacts(api: ContactsApi, everybody: MemberIdsApi | null): Promise<ContactsTried> {
  const simple = await api.get('/cgi-bin/department/simplelist', {});
  if (!simple.ok) return failed(simple);
  const [first] = listOf(simple.json, 'department_id');
  if (first === undefined)
    return { ok: false, channel: 'wecom', key: 'outOfRange', code: 'wecom.noDepartments', detail: 'none is visible' };
  const people = await membersOf(api, idOf(first, 'id'));
  if (!people.ok) return failed(people);
  const ids = everybody === null ? null : await everybody.listMemberIds('');
  return ids === null || ids.ok ? { ok: true } : failedIds(ids);
}
