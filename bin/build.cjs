#!/usr/bin/env node
'use strict';
/*
 * Builds what is out of date: the server's rooms into dist/ (same tree, so that paths between files hold) and the pages into web/dist.
 * `--server` leaves the pages out. Files are compared by time, so a second run takes a moment; files whose source is gone are dropped.
 */
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const ROOT = path.join(__dirname, '..');
const DIST = path.join(ROOT, 'dist');
const ROOMS = ['src', 'handlers', 'entities', 'cards', 'migrations', 'config', 'bench', path.join('test', 'fakes')];
const FILES = ['ormconfig.ts'];

/** Every file below `folder`, as paths relative to it. */
function filesBelow(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)));
}

const timeOf = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Written beside its place and renamed, so that a process that starts meanwhile never reads half a file. */
function put(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.new`;
  fs.writeFileSync(draft, content);
  fs.renameSync(draft, file);
}

function buildServer() {
  const sources = [...ROOMS.flatMap((room) => filesBelow(path.join(ROOT, room)).map((file) => path.join(room, file))), ...FILES].filter(
    (file) => (file.endsWith('.ts') && !file.endsWith('.d.ts')) || file.endsWith('.json'),
  );
  const rules = Math.max(timeOf(path.join(ROOT, '.swcrc')), timeOf(__filename));
  const wanted = new Set();
  const late = [];
  for (const source of sources) {
    const target = path.join(DIST, source.replace(/\.ts$/, '.js'));
    wanted.add(target);
    if (target.endsWith('.js')) wanted.add(`${target}.map`);
    if (timeOf(target) < Math.max(timeOf(path.join(ROOT, source)), rules)) late.push({ source: path.join(ROOT, source), target });
  }
  let dropped = 0;
  for (const file of filesBelow(DIST).map((name) => path.join(DIST, name))) {
    if (wanted.has(file) || file.endsWith('.new')) continue;
    fs.rmSync(file, { force: true });
    dropped += 1;
  }
  if (late.length === 0) return { built: 0, dropped };
  const swc = require('@swc/core');
  for (const { source, target } of late) {
    if (source.endsWith('.json')) {
      put(target, fs.readFileSync(source));
      continue;
    }
    const { code, map } = swc.transformFileSync(source, { sourceMaps: true, sourceFileName: path.relative(path.dirname(target), source) });
    if (map) put(`${target}.map`, map);
    put(target, map ? `${code}\n//# sourceMappingURL=${path.basename(target)}.map\n` : code);
  }
  return { built: late.length, dropped };
}

/** Newest change among the page's sources; folders count, as a removed file changes only them. */
function newestBelow(folder) {
  if (!fs.existsSync(folder)) return 0;
  return fs
    .readdirSync(folder, { recursive: true })
    .reduce((newest, name) => Math.max(newest, timeOf(path.join(folder, name))), timeOf(folder));
}

function buildPages() {
  const web = path.join(ROOT, 'web');
  const page = path.join(web, 'dist', 'index.html');
  const single = ['web/index.html', 'web/vite.config.mts', 'web/tsconfig.json', 'src/http/dto.ts', 'package-lock.json', 'bin/build.cjs'];
  const locales = fs.readdirSync(path.join(ROOT, 'locales')).map((language) => `locales/${language}/web.json`);
  const newest = Math.max(
    newestBelow(path.join(web, 'src')),
    newestBelow(path.join(web, 'public')),
    ...[...single, ...locales].map((file) => timeOf(path.join(ROOT, file))),
  );
  if (timeOf(page) >= newest) return false;
  const vite = path.join(path.dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
  const run = spawnSync(process.execPath, [vite, 'build', '-c', path.join('web', 'vite.config.mts'), '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (run.status !== 0) throw new Error('the pages could not be built');
  return true;
}

function main() {
  const serverOnly = process.argv.includes('--server');
  const began = Date.now();
  try {
    const { built, dropped } = buildServer();
    const pages = serverOnly ? false : buildPages();
    const parts = [built > 0 && `${built} files compiled`, dropped > 0 && `${dropped} dropped`, pages && 'pages built'].filter(Boolean);
    if (parts.length > 0) process.stderr.write(`build: ${parts.join(', ')} in ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') {
      process.stderr.write(
        `build: ${error.message.split('\n')[0]}. Building needs the development packages: run npm ci without --omit=dev.\n`,
      );
    } else {
      process.stderr.write(`build: ${error.message}\n`);
    }
    process.exit(1);
  }
}

main();
