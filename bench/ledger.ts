import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { DataSource, EntityManager } from 'typeorm';
import { Hazard } from '../entities';
import { createDataSource } from '../src/db/dataSource';
import { BASE_POLICY, effectivePolicy } from '../src/domain/hazard/policyTable';
import { listHazards, mine, OPEN_STATES, reachOf, searchHazards, waitingFor } from '../src/ledger';
import { gramsToIndex, searchText } from '../src/ledger/searchText';
import { newId } from '../src/lib/ids';
import type { Organisation, OrgPerson, OrgUnit } from '../src/domain/organisation';

/*
 * The ledger at 100,000 cases: list, search and 我的隐患 have to answer in under 50 ms. Each is given as a time and as a ratio to a bare
 * indexed statement on the same database in the same run. BENCH_HAZARDS changes the size.
 */

const LIMIT_MS = 50;
const YEAR_MS = 365 * 86_400_000;
const START = Date.UTC(2025, 10, 1);
const SHOPS = 8;
const TEAMS = 4;

/** Small and repeatable; quality does not matter here. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const THINGS =
  '配电箱门,行车钢丝绳,砂轮机防护罩,安全出口指示灯,氧气瓶压力表,脚手架扶手,叉车倒车灯,除尘风机,消防栓水带,乙炔软管,冲床光栅,地沟盖板'.split(
    ',',
  );
const FAULTS = '掉了,松动了,裂开了,被挡住了,失灵了,锈蚀严重,漏油,没有接地,缺两颗螺丝,老化发黑,绑着铁丝用,一直在响'.split(',');
const TAILS = '线都露在外面,早班时发现的,已经三天了,旁边有人作业,下雨会进水,昨天差点砸到人,跟班长说过一次,请尽快处理'.split(',');
const SPOTS = '东头,西头,南门口,北墙边,二楼平台,中间通道,库房旁,更衣室外'.split(',');

function enterprise(): Organisation {
  const units = new Map<string, OrgUnit>([['plant', { id: 'plant', parentId: null, name: '厂', kind: 'plant', policy: null }]]);
  const people = new Map<string, OrgPerson>();
  const roles: { personId: string; unitId: string; role: 'workshopHead' | 'worker'; deputyId: null }[] = [];
  for (let shop = 0; shop < SHOPS; shop += 1) {
    units.set(`s${shop}`, { id: `s${shop}`, parentId: 'plant', name: `${shop + 1}号车间`, kind: 'workshop', policy: null });
    for (let team = 0; team < TEAMS; team += 1) {
      const id = `s${shop}t${team}`;
      units.set(id, { id, parentId: `s${shop}`, name: `${team + 1}班`, kind: 'team', policy: null });
      for (let n = 0; n < 25; n += 1) {
        const personId = `${id}p${n}`;
        people.set(personId, { id: personId, name: `工人${n}`, phone: null, unitId: id, language: 'zh-CN', active: true });
        roles.push({ personId, unitId: n === 0 ? `s${shop}` : id, role: n === 0 ? 'workshopHead' : 'worker', deputyId: null });
      }
    }
  }
  return { version: '1', units, people, roles, places: [], dutyContacts: [] };
}

async function fill(dataSource: DataSource, count: number, organisation: Organisation): Promise<void> {
  const random = numbers(7);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] ?? (list[0] as T);
  const people = [...organisation.people.keys()];
  const teams = [...organisation.units.values()].filter((unit) => unit.kind === 'team');
  const policy = JSON.stringify(effectivePolicy(organisation, 'plant', BASE_POLICY));
  const names = dataSource.getMetadata(Hazard).columns.map((column) => column.databaseName);
  const mysql = dataSource.options.type === 'mysql';
  for (let done = 0; done < count; done += 2000) {
    await dataSource.transaction(async (manager) => {
      const rows: unknown[][] = [];
      const reporters: unknown[][] = [];
      const grams: unknown[][] = [];
      for (let i = done; i < Math.min(done + 2000, count); i += 1) {
        const at = START + Math.floor((i / count) * YEAR_MS);
        const id = newId(at);
        const team = pick(teams);
        const shop = Number(team.id[1]) + 1;
        const year = new Date(at).getUTCFullYear();
        const open = random(100) < (i > count * 0.95 ? 60 : 1);
        const hazard = {
          number: `YH-${year}-${String(i + 1).padStart(6, '0')}`,
          placeText: `${shop}号车间${pick(SPOTS)}`,
          description: `${shop}号车间${pick(SPOTS)}${pick(THINGS)}${pick(FAULTS)},${pick(TAILS)}`,
        };
        const values: Record<string, unknown> = {
          ...hazard,
          id,
          year,
          state: open ? pick(OPEN_STATES) : random(20) === 0 ? 'duplicate' : 'closed',
          cycle: 1,
          version: 8,
          source: 'workerReport',
          kind: 'accidentHazard',
          levelFound: 'team',
          proposedGrade: 'general',
          grade: 'general',
          danger: 0,
          fixedOnSpot: 0,
          anonymous: 0,
          unitId: team.id,
          ownerUnitId: team.parentId,
          holderId: `${team.id}p0`,
          ownerId: `${team.id}p0`,
          unionSupervisorId: `${team.id}p1`,
          rectifiedBy: '[]',
          flaggedByUnion: 0,
          recurrences: 0,
          reportedAt: at,
          routedAt: at + 60_000,
          dueAt: at + 3 * 86_400_000,
          policy,
        };
        rows.push(names.map((name) => values[name] ?? null));
        reporters.push([newId(at), id, 'R1', pick(people), 0, at]);
        for (const gram of gramsToIndex(searchText(hazard))) grams.push([gram, id]);
      }
      await bulk(manager, 'hazard', names, rows, mysql);
      await bulk(manager, 'hazard_reporter', ['id', 'hazardId', 'alias', 'personId', 'anonymous', 'at'], reporters, mysql);
      await bulk(manager, 'search_gram', ['gram', 'hazardId'], grams, mysql);
    });
  }
  await dataSource.query(mysql ? 'ANALYZE TABLE hazard, hazard_reporter, search_gram' : 'PRAGMA optimize');
}

async function bulk(
  manager: EntityManager,
  table: string,
  columns: readonly string[],
  rows: readonly unknown[][],
  mysql: boolean,
): Promise<void> {
  const size = Math.max(1, Math.floor((mysql ? 20_000 : 10_000) / columns.length));
  const marks = `(${columns.map(() => '?').join(', ')})`;
  for (let from = 0; from < rows.length; from += size) {
    const part = rows.slice(from, from + size);
    await manager.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ${part.map(() => marks).join(', ')}`, part.flat());
  }
}

interface Measured {
  readonly name: string;
  readonly medianMs: number;
  readonly worstMs: number;
  readonly found: number;
}

async function measure(name: string, works: readonly (() => Promise<number>)[]): Promise<Measured> {
  const times: number[] = [];
  let found = 0;
  for (let round = 0; round < 4; round += 1) {
    for (const work of works) {
      const began = performance.now();
      found = await work();
      if (round > 0) times.push(performance.now() - began);
    }
  }
  times.sort((a, b) => a - b);
  return { name, medianMs: times[times.length >> 1] ?? 0, worstMs: times.at(-1) ?? 0, found };
}

async function measureAll(dataSource: DataSource, count: number, organisation: Organisation): Promise<readonly Measured[]> {
  const manager = dataSource.manager;
  const now = START + YEAR_MS;
  const page = { limit: 20 };
  const one = (work: () => Promise<{ lines: readonly unknown[] }>) => async () => (await work()).lines.length;
  const shops = Array.from({ length: SHOPS }, (_, shop) => [...organisation.units.keys()].filter((id) => id.startsWith(`s${shop}`)));
  const workers = [...organisation.people.keys()].filter((_, index) => index % 97 === 1);
  const middle = `YH-2026-${String(Math.floor(count * 0.6)).padStart(6, '0')}`;
  const search = (texts: readonly string[]) => texts.map((text) => one(() => searchHazards(manager, text, {}, page)));
  return [
    await measure('floor: bare indexed SELECT … LIMIT 20', [
      async () => (await manager.query<unknown[]>('SELECT * FROM hazard ORDER BY reportedAt DESC LIMIT 20')).length,
    ]),
    await measure('list: everything, newest first', [one(() => listHazards(manager, {}, page))]),
    await measure('list: open ones', [one(() => listHazards(manager, { states: OPEN_STATES }, page))]),
    await measure('list: closed ones, tenth page', [one(() => listHazards(manager, { states: ['closed'] }, { limit: 20, offset: 200 }))]),
    await measure(
      'list: open ones of a workshop',
      shops.map((unitIds) => one(() => listHazards(manager, { states: OPEN_STATES, unitIds }, page))),
    ),
    await measure('list: overdue', [one(() => listHazards(manager, { overdueAt: now }, page))]),
    await measure('search: rare words', search(['行车钢丝绳 裂开', '乙炔软管绑着铁丝用', '叉车倒车灯失灵了,昨天差点砸到人'])),
    await measure('search: common words', search(['车间', '3号车间东头', '线都露在外面'])),
    await measure('search: a number', search([middle, '000123'])),
    await measure('search: one character', search(['沟', '车'])),
    await measure('search: nothing there', search(['龙卷风', '车间龙卷风', '外面车间'])),
    await measure(
      '我的隐患',
      workers.map((id) => one(() => mine(manager, id, [], page))),
    ),
    await measure(
      '待我处理',
      workers.map((id) => async () => (await waitingFor(manager, reachOf(organisation, id.replace(/p\d+$/, 'p0')), 20)).length),
    ),
  ];
}

/** Fills and measures every database that is here; true when all answers came in time. */
export async function runLedgerBench(
  print: (line: string) => void,
  count = Number(process.env.BENCH_HAZARDS ?? 100_000),
): Promise<boolean> {
  const server = process.env.TEST_MYSQL_URL ?? '';
  let inTime = true;
  for (const kind of server === '' ? (['sqlite'] as const) : (['sqlite', 'mysql'] as const)) {
    const folder = mkdtempSync(join(tmpdir(), 'chabaocu-bench-'));
    const schema = `chabaocu_bench_${process.pid}`;
    if (kind === 'mysql') await onServer(server, `CREATE DATABASE ${schema} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    const dataSource = createDataSource(kind === 'mysql' ? `${server.replace(/\/+$/, '')}/${schema}` : join(folder, 'bench.db'));
    try {
      await dataSource.initialize();
      await dataSource.runMigrations();
      const organisation = enterprise();
      const began = Date.now();
      await fill(dataSource, count, organisation);
      print(`ledger, ${kind}: ${count} cases, filled in ${((Date.now() - began) / 1000).toFixed(0)} s`);
      const results = await measureAll(dataSource, count, organisation);
      const floor = results[0]?.medianMs ?? 1;
      for (const { name, medianMs, worstMs, found } of results) {
        const late = worstMs >= LIMIT_MS;
        inTime &&= !late;
        print(
          `  ${late ? 'LATE' : 'ok  '} ${medianMs.toFixed(1).padStart(6)} ms, worst ${worstMs.toFixed(1).padStart(6)} ms, ${(medianMs / floor).toFixed(1).padStart(5)} × floor  ${name} (${found} lines)`,
        );
      }
    } finally {
      if (dataSource.isInitialized) await dataSource.destroy();
      if (kind === 'mysql') await onServer(server, `DROP DATABASE IF EXISTS ${schema}`);
      rmSync(folder, { recursive: true, force: true });
    }
  }
  if (server === '') print('ledger, mysql: not measured, TEST_MYSQL_URL is not set');
  return inTime;
}

async function onServer(url: string, sql: string): Promise<void> {
  const connection = await createConnection(url);
  await connection.query(sql);
  await connection.end();
}

if (require.main === module) {
  runLedgerBench((line) => console.log(line)).then(
    (inTime) => (process.exitCode = inTime ? 0 : 1),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
