#!/usr/bin/env node
'use strict';
/*
 * The gate: format, lint, types, build, and every test on every database and browser that is here. With arguments it runs only jest with
 * them. With CI=true or REQUIRE_ALL=1 whatever would be skipped is a failure. The last line is `N passed, M failed`.
 */
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const ROOT = path.join(__dirname, '..');
const REQUIRE_ALL = process.env.CI === 'true' || process.env.REQUIRE_ALL === '1';
const bin = (packageName, file) => path.join(path.dirname(require.resolve(`${packageName}/package.json`)), file);

const STEPS = [
  { name: 'format', run: () => [bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', run: () => [bin('eslint', 'bin/eslint.js'), '--max-warnings', '0', '.'] },
  { name: 'types', run: () => [bin('typescript', 'bin/tsc'), '--noEmit'] },
  { name: 'types of the pages', run: () => [bin('vue-tsc', 'bin/vue-tsc.js'), '--noEmit', '-p', 'web/tsconfig.json'] },
  { name: 'build', run: () => [path.join(__dirname, 'build.cjs')] },
];

/** The server the tests may make databases on: the one given, or one on this machine that lets root in without a password. */
async function findMysql() {
  const { createConnection } = require('mysql2/promise');
  const given = process.env.TEST_MYSQL_URL;
  for (const url of given ? [given] : ['mysql://root@127.0.0.1:3306']) {
    try {
      const connection = await createConnection({ uri: url, connectTimeout: 2000 });
      await connection.query('SELECT 1');
      await connection.end();
      return url;
    } catch (error) {
      if (given) process.stdout.write(`TEST_MYSQL_URL does not answer: ${error.message}\n`);
    }
  }
  return null;
}

function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const places = ['/usr/bin', '/usr/local/bin', '/snap/bin'].flatMap((folder) => names.map((name) => path.join(folder, name)));
  places.push('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium');
  return [process.env.CHROMIUM_PATH, ...places].find((file) => file && fs.existsSync(file)) ?? null;
}

function step({ name, run }) {
  const began = Date.now();
  const result = spawnSync(process.execPath, run(), { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const passed = result.status === 0;
  process.stdout.write(`${passed ? '✓' : '✗'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)\n`);
  if (!passed) process.stdout.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? `${result.error.message}\n` : ''}`);
  return passed;
}

/** Runs jest and counts what it says itself; a suite that could not start counts as one failure. */
function jest(args, env) {
  const report = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'chabaocu-jest-')), 'report.json');
  const run = spawnSync(process.execPath, [bin('jest', 'bin/jest.js'), '--maxWorkers=2', '--json', `--outputFile=${report}`, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const counts = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : null;
  fs.rmSync(path.dirname(report), { recursive: true, force: true });
  if (counts === null) return { passed: 0, failed: 1, skipped: 0 };
  const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
  return {
    passed: counts.numPassedTests,
    failed: failed === 0 && run.status !== 0 ? 1 : failed,
    skipped: counts.numPendingTests + counts.numTodoTests,
  };
}

async function main() {
  const jestArgs = process.argv.slice(2);
  let passed = 0;
  let failed = 0;
  if (jestArgs.length === 0)
    for (const one of STEPS) {
      if (step(one)) passed += 1;
      else failed += 1;
    }

  const mysql = await findMysql();
  const chromium = findChromium();
  const tests = jest(jestArgs, { TEST_MYSQL_URL: mysql ?? '', CHROMIUM_PATH: chromium ?? '' });
  passed += tests.passed;
  failed += tests.failed;

  const skipped = [
    mysql === null && 'MySQL/MariaDB: no server at TEST_MYSQL_URL or root@127.0.0.1:3306, the data tests ran on SQLite alone',
    chromium === null && 'browser: no Chromium here (CHROMIUM_PATH names one), the pages were not opened',
    tests.skipped > 0 && `${tests.skipped} tests were skipped by jest`,
  ].filter(Boolean);
  process.stdout.write('\n');
  for (const line of skipped) process.stdout.write(`${REQUIRE_ALL ? '✗ required, but skipped' : '- skipped'}: ${line}\n`);
  if (skipped.length === 0) process.stdout.write('nothing was skipped: SQLite, MySQL/MariaDB and the browser were all there\n');
  if (REQUIRE_ALL) failed += skipped.length;
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error) => {
  process.stdout.write(`${error.stack}\n0 passed, 1 failed\n`);
  process.exitCode = 1;
});
