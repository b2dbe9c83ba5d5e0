import { ENTITIES } from '../../entities';
import { createDataSource } from '../../src/db/dataSource';
import { DATABASES } from '../harness/databases';
import { verified } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { endServers, NotStarted, serverEnvironment, startServer } from '../harness/child';

describe.each(DATABASES)('Migrations go up, down and up again on filled tables (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(async () => {
    await endServers();
    await house.close();
  });

  it('the tables are what the entities say, and the same again after the way down', async () => {
    const source = house.database.store.dataSource;
    await verified(house);
    const runner = source.createQueryRunner();
    const shape = async (): Promise<readonly string[]> => {
      const tables = await runner.getTables(ENTITIES.map((entity) => source.getMetadata(entity).tableName));
      return tables.flatMap((t) => t.columns.map((c) => `${t.name.split('.').at(-1)}.${c.name} ${c.type} ${c.isNullable}`)).sort();
    };
    const said = ENTITIES.flatMap((entity) => {
      const { tableName, columns } = source.getMetadata(entity);
      return columns.map((column) => `${tableName}.${column.databaseName} ${column.isNullable}`);
    }).sort();
    const before = await shape();
    expect(before.map((line) => line.replace(/ \S+ (true|false)$/, ' $1')).sort()).toEqual(said);

    expect(await house.rows('SELECT id FROM hazard')).toHaveLength(1);
    for (const _migration of source.migrations) await source.undoLastMigration();
    for (const entity of ENTITIES) expect(await runner.hasTable(source.getMetadata(entity).tableName)).toBe(false);
    await source.runMigrations();
    expect(await shape()).toEqual(before);
    await runner.release();
  });

  it('a server refuses to start with pending ones, in one sentence, and migrates when it is told to', async () => {
    const source = createDataSource(house.database.url);
    await source.initialize();
    await source.undoLastMigration();
    await source.destroy();
    const environment = serverEnvironment(house.database, house.wecom);
    const refusal = await startServer(environment).then(
      async (server) => server.stop(),
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(NotStarted);
    if (refusal instanceof NotStarted) {
      expect(refusal.exitCode).toBe(1);
      expect(refusal.output.trim().split('\n')).toHaveLength(1);
      expect(refusal.output).toMatch(/migrate/);
    }
    const server = await startServer({ ...environment, MIGRATE_ON_START: 'true' });
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect(await server.stop()).toBe(0);
    expect(await house.rows('SELECT id FROM hazard')).toEqual([]);
  });
});
