#!/usr/bin/env node
'use strict';
/*
 * Learns from the labelled messages of test/corpus what a message is and what a fault is about, and writes
 * src/understanding/learned/weights, a file for each part. Which files are learned from stands in src/cli/learn.ts.
 */
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const ROOT = path.join(__dirname, '..');

const built = spawnSync(process.execPath, [path.join(__dirname, 'build.cjs'), '--server'], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);
const { learnFromFolder } = require('../dist/src/cli/learn.js');

const learned = learnFromFolder(path.join(ROOT, 'test', 'corpus'));
const folder = path.join(ROOT, 'src', 'understanding', 'learned', 'weights');
let bytes = 0;
for (const [part, weights] of Object.entries(learned)) {
  const text = `${JSON.stringify(weights, null, 1)}\n`;
  fs.writeFileSync(path.join(folder, `${part}.json`), text);
  bytes += text.length;
}
process.stdout.write(`${folder}: ${Math.round(bytes / 1024)} kB\n`);
