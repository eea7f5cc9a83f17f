// Builds the page when its inputs have changed: node build.mjs <output folder>.
// The hash of the inputs is kept beside the output, so an unchanged page costs a few milliseconds.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, 'dist'));
const mark = `${out}.inputs`;
const lock = join(here, 'package-lock.json');
const installed = join(here, 'node_modules', '.sekisho-lock');

function files(folder, skip = () => false) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !skip(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? files(path, skip) : [path];
    });
}

function hash(paths, base) {
  const sum = createHash('sha256').update(process.version);
  for (const path of paths) {
    sum.update(relative(base, path)).update('\0').update(readFileSync(path)).update('\0');
  }
  return sum.digest('hex');
}

function npm(args) {
  const run = spawnSync('npm', args, {
    cwd: here,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PAGE_OUT: out },
  });
  if (run.error) {
    console.error(`npm cannot be started (${run.error.message}): install Node.js 20.19 or later`);
    process.exit(1);
  }
  if (run.status !== 0) {
    process.exit(run.status ?? 1);
  }
}

// The browser test needs the packages too, so they are there even when the page is unchanged.
const wanted = hash([lock], here);
if (!existsSync(installed) || readFileSync(installed, 'utf8') !== wanted) {
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(installed, wanted);
}

const inputs = hash(
  files(here, (name) => name === 'node_modules' || name === 'dist' || name === 'test'),
  here,
);
if (existsSync(mark) && existsSync(join(out, 'files.txt')) && readFileSync(mark, 'utf8') === inputs) {
  console.log('page: unchanged');
  process.exit(0);
}
rmSync(mark, { force: true });
mkdirSync(dirname(out), { recursive: true });
npm(['run', '--silent', 'build']);
const built = files(out).map((path) => relative(out, path).split(sep).join('/'));
writeFileSync(join(out, 'files.txt'), `${built.join('\n')}\n`);
writeFileSync(mark, inputs);
console.log(`page: built ${built.length} files`);
