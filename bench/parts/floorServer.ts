import 'reflect-metadata';
import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDataSource } from '../../src/db/dataSource';
import type { SqliteDatabase } from '../../src/db/sqliteDriver';
import { holdingSqlite } from '../../src/db/sqliteSerialiser';
import { BENCH_KEYS, servePart } from './messages';
import type { Answer } from './messages';

/*
 * The floor: the least that a server can do which answers 200 after the message is verified, decrypted and on disk once. No framework,
 * no checks, one table with one unique key; groups are committed together, by the same driver with the same sync.
 */

const KEY = Buffer.from(`${BENCH_KEYS.encodingAesKey}=`, 'base64');
const IV = KEY.subarray(0, 16);

interface Row {
  readonly key: string;
  readonly payload: string;
  resolve(): void;
  reject(error: unknown): void;
}

function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start) + start.length;
  return text.slice(from, text.indexOf(end, from));
}

/** The decrypted message, or null when the signature is not ours. */
function open(url: string, body: string): string | null {
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  const encrypt = between(body, '<Encrypt><![CDATA[', ']]></Encrypt>');
  const parts = [BENCH_KEYS.token, query.get('timestamp') ?? '', query.get('nonce') ?? '', encrypt].sort();
  const wanted = createHash('sha1').update(parts.join('')).digest('hex');
  const given = query.get('msg_signature') ?? '';
  if (given.length !== wanted.length || !timingSafeEqual(Buffer.from(given), Buffer.from(wanted))) return null;
  const decipher = createDecipheriv('aes-256-cbc', KEY, IV).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(encrypt, 'base64'), decipher.final()]);
  return plain.toString('utf8', 20, 20 + plain.readUInt32BE(16));
}

async function main(): Promise<void> {
  const dataSource = createDataSource(process.env.BENCH_DATABASE ?? '');
  await dataSource.initialize();
  const mysql = dataSource.options.type === 'mysql';
  await dataSource.query(
    mysql
      ? 'CREATE TABLE floor_event (seq INT AUTO_INCREMENT PRIMARY KEY, eventKey VARCHAR(64) NOT NULL UNIQUE, payload TEXT NOT NULL)'
      : 'CREATE TABLE floor_event (seq INTEGER PRIMARY KEY AUTOINCREMENT, eventKey TEXT NOT NULL UNIQUE, payload TEXT NOT NULL)',
  );
  const queue: Row[] = [];
  let flushing = 0;

  const insertSqlite = (rows: readonly Row[]): Promise<void> =>
    holdingSqlite(dataSource, async (database: SqliteDatabase) => {
      statement ??= database.prepare('INSERT INTO floor_event (eventKey, payload) VALUES (?, ?) ON CONFLICT DO NOTHING');
      database.exec('BEGIN IMMEDIATE');
      for (const row of rows) statement.run(row.key, row.payload);
      database.exec('COMMIT');
    });
  let statement: ReturnType<SqliteDatabase['prepare']> | undefined;
  const insertMysql = (rows: readonly Row[]): Promise<void> =>
    dataSource.query(
      `INSERT INTO floor_event (eventKey, payload) VALUES ${rows.map(() => '(?, ?)').join(', ')} ON DUPLICATE KEY UPDATE eventKey = eventKey`,
      rows.flatMap((row) => [row.key, row.payload]),
    );

  async function flush(): Promise<void> {
    flushing += 1;
    while (queue.length > 0) {
      const rows = queue.splice(0, 500);
      try {
        await (mysql ? insertMysql(rows) : insertSqlite(rows));
        for (const row of rows) row.resolve();
      } catch (error) {
        for (const row of rows) row.reject(error);
      }
      await new Promise((go) => setImmediate(go));
    }
    flushing -= 1;
  }
  const store = (key: string, payload: string): Promise<void> =>
    new Promise((resolve, reject) => {
      queue.push({ key, payload, resolve, reject });
      if (flushing < (mysql ? 2 : 1) && queue.length === 1) setImmediate(() => void flush());
    });

  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const message = open(req.url ?? '', Buffer.concat(chunks).toString('utf8'));
      if (message === null) return void res.writeHead(403).end();
      store(between(message, '<MsgId>', '</MsgId>'), message).then(
        () => res.end(),
        () => res.writeHead(500).end(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servePart((server.address() as AddressInfo).port, async (ask): Promise<Answer> => {
    if (ask.kind === 'stop') {
      server.closeAllConnections();
      await dataSource.destroy();
      return { kind: 'stopped' };
    }
    const rows: { n: number | string }[] = await dataSource.query('SELECT COUNT(*) AS n FROM floor_event');
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    return {
      kind: 'stand',
      accepted: Number(rows[0]?.n ?? 0),
      inboxOpen: 0,
      outboxOpen: 0,
      rssMb: rss / 1e6,
      heapMb: heapUsed / 1e6,
      cpuMs: (user + system) / 1000,
      cases: 0,
      answered: 0,
    };
  });
}

void main();
