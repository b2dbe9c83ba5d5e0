#!/usr/bin/env node
'use strict';
/* The command line. It runs the compiled tree, and compiles it first where that has never been done. */
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const main = path.join(__dirname, '..', 'dist', 'src', 'cli', 'main.js');
if (!fs.existsSync(main)) {
  const build = spawnSync(process.execPath, [path.join(__dirname, 'build.cjs'), '--server'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (build.status !== 0) process.exit(1);
}
require(main)
  .main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  });
