import 'reflect-metadata';
import { loadConfig } from '../../src/config';
import { createDataSource } from '../../src/db/dataSource';
import { keepHeapSmall } from '../../src/lib/heap';
import { createLog } from '../../src/lib/log';
import { createProduct } from '../../src/product';
import { seedEnterprise } from './enterprise';
import { BENCH_DINGTALK, BENCH_KEYS, servePart } from './messages';
import type { Answer } from './messages';

/* The product as it runs in production: web, worker, sender and clock in one process, over an enterprise of the size asked for. */

async function main(): Promise<void> {
  keepHeapSmall();
  const env = process.env;
  const config = loadConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    PUBLIC_URL: 'https://safety.example.com',
    DATA_DIR: env.BENCH_DATA_DIR ?? '',
    DATABASE_URL: env.BENCH_DATABASE ?? '',
    SERVICES: env.BENCH_SERVICES ?? 'web,worker,clock',
    LOG_LEVEL: 'info',
    WECOM_CORP_ID: BENCH_KEYS.corpId,
    WECOM_AGENT_ID: String(BENCH_KEYS.agentId),
    WECOM_SECRET: BENCH_KEYS.secret,
    WECOM_TOKEN: BENCH_KEYS.token,
    WECOM_ENCODING_AES_KEY: BENCH_KEYS.encodingAesKey,
    WECOM_API_BASE_URL: env.BENCH_PLATFORM ?? 'http://127.0.0.1:9',
    ...(env.BENCH_DINGTALK_MODE
      ? {
          DINGTALK_CORP_ID: BENCH_DINGTALK.corpId,
          DINGTALK_CLIENT_ID: BENCH_DINGTALK.clientId,
          DINGTALK_CLIENT_SECRET: BENCH_DINGTALK.clientSecret,
          DINGTALK_MODE: env.BENCH_DINGTALK_MODE,
          DINGTALK_API_BASE_URL: env.BENCH_GATEWAY,
          DINGTALK_OAPI_BASE_URL: env.BENCH_GATEWAY,
        }
      : {}),
    SEALING_KEY: 'bench-sealing-key-0000000000000000000000',
    SESSION_KEY: 'bench-session-key-0000000000000000000000',
  });
  const dataSource = createDataSource(config.databaseUrl, config.databasePoolSize);
  await dataSource.initialize();
  if (await dataSource.showMigrations()) await dataSource.runMigrations();
  const seeded: { n: number | string }[] = await dataSource.query('SELECT COUNT(*) AS n FROM person');
  if (Number(seeded[0]?.n ?? 0) === 0) await seedEnterprise(dataSource, Number(env.BENCH_USERS ?? 2000));
  const log = createLog(config.logLevel, 'chabaocu');
  const product = createProduct({ config, dataSource, demo: false, log });
  const port = await product.start();
  const count = async (sql: string): Promise<number> => {
    const rows: { n: number | string }[] = await dataSource.query(sql);
    return Number(rows[0]?.n ?? 0);
  };
  servePart(port, async (ask): Promise<Answer> => {
    if (ask.kind === 'stop') {
      await product.stop();
      await dataSource.destroy();
      return { kind: 'stopped' };
    }
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    const inboxOpen = await count("SELECT COUNT(*) AS n FROM inbox_event WHERE status IN ('open', 'leased') AND status <> 'done'");
    const outboxOpen = await count(
      // What the platform's limits hold back comes with the minute, not with speed.
      `SELECT COUNT(*) AS n FROM outbox_message WHERE status = 'sending' OR (status = 'queued' AND retryAt <= ${Date.now()} AND notBefore <= ${Date.now()})`,
    );
    const quiet = inboxOpen === 0 && outboxOpen === 0;
    return {
      kind: 'stand',
      accepted: await count('SELECT COUNT(*) AS n FROM inbox_event'),
      inboxOpen,
      outboxOpen,
      rssMb: rss / 1e6,
      heapMb: heapUsed / 1e6,
      cpuMs: (user + system) / 1000,
      // These read whole tables, so only when nothing is waiting.
      cases: quiet ? await count('SELECT COUNT(*) AS n FROM hazard') : 0,
      answered: quiet
        ? await count(
            `SELECT COUNT(*) AS n FROM outbox_message WHERE status = 'sent' AND (tell LIKE '%"dangerAdvice"%' OR (recipientKind = 'reporter' AND tell LIKE '%"registered"%'))`,
          )
        : 0,
    };
  });
}

void main();
