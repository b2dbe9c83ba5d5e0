#!/usr/bin/env node
'use strict';
/*
 * Learns from the labelled messages of test/corpus what a message is and what a fault is about, and writes
 * src/understanding/learned/weights.json. The files named in MEASURED are for measuring only and never learned from.
 */
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const ROOT = path.join(__dirname, '..');
const MEASURED = ['blind-c.jsonl', 'blind-d.jsonl'];

const built = spawnSync(process.execPath, [path.join(__dirname, 'build.cjs'), '--server'], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);
const { learnFrom } = require('../dist/src/cli/learn.js');
const { readCorpus } = require('../dist/src/cli/corpus.js');

const folder = path.join(ROOT, 'test', 'corpus');
const files = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl') && !MEASURED.includes(name))
  .sort();
const messages = files.flatMap((name) => readCorpus(fs.readFileSync(path.join(folder, name), 'utf8')));
const target = path.join(ROOT, 'src', 'understanding', 'learned', 'weights.json');
fs.writeFileSync(target, `${JSON.stringify(learnFrom(messages), null, 1)}\n`);
process.stdout.write(`${messages.length} messages of ${files.length} files, ${Math.round(fs.statSync(target).size / 1024)} kB\n`);
