import type { ContactMember, ContactPull, ContactsTried, PulledContacts } from '../channel';
import type { ApiFailure, ApiResult } from './answers';
import { listOf, objectOf, textOf } from './json';
import type { Json } from './json';

/** What reading the contacts needs of the API: calls of the old one, which nobody meters (notes §0, §8). */
export interface ContactsApi {
  read(path: string, body: Json): Promise<ApiResult>;
}

type Department = ContactPull['departments'][number];
type Failure = Exclude<PulledContacts, { ok: true }>;

/** The top department (notes §8). */
const ROOT = '1';
/** Departments read at one time; the limit of the second is kept by the API. */
const PARALLEL = 4;
const PAGE_SIZE = 100;
/** More levels, or pages of one department, than there can be are an answer that goes round in a circle. */
const MOST_LEVELS = 30;
const MOST_PAGES = 1_000;

/**
 * Reads every department and member the app may see, level by level and page by page. Anything that does not come makes the whole reading
 * fail, because who is not on it will be taken for gone.
 */
export async function pullDingtalkContacts(api: ContactsApi, corp: string): Promise<PulledContacts> {
  // Nothing lists the root itself; its name is the organisation's.
  const departments = new Map<string, Department>([[ROOT, { id: ROOT, parentId: null, name: '' }]]);
  const members = new Map<string, ContactMember>();
  let fault: Failure | null = null;
  let level: readonly string[] = [ROOT];
  for (let depth = 0; level.length > 0 && fault === null; depth += 1) {
    if (depth > MOST_LEVELS) return tooMany('the departments do not end');
    const queue = [...level];
    const below: string[] = [];
    const lane = async (): Promise<void> => {
      for (let id = queue.shift(); id !== undefined && fault === null; id = queue.shift()) {
        const wrong = (await readDepartments(api, id, departments, below)) ?? (await readMembers(api, id, members));
        fault ??= wrong;
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, lane));
    level = below;
  }
  if (fault !== null) return fault;
  if (members.size === 0)
    return { ok: false, channel: 'dingtalk', key: 'outOfRange', code: 'dingtalk.noMembers', detail: 'no member is visible' };
  return { ok: true, pull: { channel: 'dingtalk', corp, departments: [...departments.values()], members: [...members.values()] } };
}

/** Whether contacts can be read at all: the departments right below the top, and its own members. */
export async function tryDingtalkContacts(api: ContactsApi): Promise<ContactsTried> {
  const wrong = (await readDepartments(api, ROOT, new Map(), [])) ?? (await readMembers(api, ROOT, new Map()));
  return wrong ?? { ok: true };
}

/** The departments right below one. */
async function readDepartments(
  api: ContactsApi,
  id: string,
  departments: Map<string, Department>,
  below: string[],
): Promise<Failure | null> {
  const listed = await api.read('/topapi/v2/department/listsub', { dept_id: Number(id), language: 'zh_CN' });
  if (!listed.ok) return failed(listed);
  for (const one of objectsOf(listed.json['result'])) {
    const found = textOf(one, 'dept_id');
    if (found === '' || departments.has(found)) continue;
    departments.set(found, { id: found, parentId: id, name: textOf(one, 'name').trim() });
    below.push(found);
  }
  return null;
}

/** The members of one department itself, page by page. */
async function readMembers(api: ContactsApi, id: string, members: Map<string, ContactMember>): Promise<Failure | null> {
  let cursor = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const listed = await api.read('/topapi/v2/user/list', { dept_id: Number(id), cursor, size: PAGE_SIZE, language: 'zh_CN' });
    if (!listed.ok) return failed(listed);
    const result = objectOf(listed.json['result']);
    if (result === null) return { ok: false, channel: 'dingtalk', key: 'noAnswer', code: 'dingtalk.badAnswer', detail: 'no result' };
    for (const one of objectsOf(result['list'])) take(members, one);
    const next = Number(textOf(result, 'next_cursor'));
    if (String(result['has_more']) !== 'true') return null;
    if (!(next > cursor)) return tooMany('the pages do not end');
    cursor = next;
  }
  return tooMany('the pages do not end');
}

function take(members: Map<string, ContactMember>, one: Json): void {
  const userId = textOf(one, 'userid').trim();
  if (userId === '') return;
  const [phone, jobNumber] = [textOf(one, 'mobile').trim(), textOf(one, 'job_number').trim()];
  // The order of the departments means nothing (notes §8); a fixed one keeps people from moving to and fro.
  const departmentIds = listOf(one, 'dept_id_list')
    .map(Number)
    .sort((a, b) => a - b)
    .map(String);
  members.set(userId.toLowerCase(), {
    userId,
    name: textOf(one, 'name').trim(),
    departmentIds,
    ...(phone === '' ? {} : { phone }),
    ...(jobNumber === '' ? {} : { jobNumber }),
  });
}

/** Lists come as lists, and in some answers of one item as that item. */
function objectsOf(value: unknown): readonly Json[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.map(objectOf).filter((item) => item !== null);
}

function tooMany(detail: string): Failure {
  return { ok: false, channel: 'dingtalk', key: 'tooMany', code: 'dingtalk.pages', detail };
}

const OUT_OF_RANGE: readonly string[] = ['50002', '50004', '60003'];
const ADDRESS: readonly string[] = ['60020', 'Forbidden.AccessDenied.IpNotInWhiteList'];
const CREDENTIALS: readonly string[] = [
  '40096',
  '40089',
  '40001',
  '40014',
  'invalidClientIdOrSecret',
  'invalid.client',
  'unauthorized.client',
];

function failed({ platformCode, row, code, detail }: ApiFailure): Failure {
  const is = (codes: readonly string[]): boolean => codes.some((one) => one === platformCode || code === `dingtalk.${one}`);
  const key = ((): Failure['key'] => {
    if (is(OUT_OF_RANGE)) return 'outOfRange';
    if (is(ADDRESS)) return 'untrustedAddress';
    if (is(CREDENTIALS)) return 'credentials';
    if (code === 'dingtalk.tooLarge') return 'tooMany';
    return row.class === 'retry' || row.class === 'refresh' || row.class === 'quota' ? 'noAnswer' : 'noPermission';
  })();
  return { ok: false, channel: 'dingtalk', key, code, detail };
}
