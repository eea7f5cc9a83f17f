// Brings the typeface of the PDF into the build: node fetch.mjs <output folder>.
// The lock's hash is kept beside the output, so an unchanged typeface costs a few milliseconds.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, 'fonts'));
const mark = `${out}.inputs`;
const from = join(here, 'node_modules', '@expo-google-fonts', 'biz-udpgothic');
// The files are named without a version: a report says which typeface, the lock says which version.
const files = new Map([
  ['BIZUDPGothic-Regular.ttf', join(from, '400Regular', 'BIZUDPGothic_400Regular.ttf')],
  ['BIZUDPGothic-Bold.ttf', join(from, '700Bold', 'BIZUDPGothic_700Bold.ttf')],
  ['LICENSE-BIZUDPGothic.txt', join(from, 'LICENSE_FONT')],
]);

const wanted = createHash('sha256')
  .update(readFileSync(join(here, 'package-lock.json')))
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex');
const complete = [...files.keys()].every((name) => existsSync(join(out, name)));
if (complete && existsSync(mark) && readFileSync(mark, 'utf8') === wanted) {
  console.log('fonts: unchanged');
  process.exit(0);
}

const run = spawnSync(
  'npm',
  ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
  { cwd: here, stdio: ['ignore', 'inherit', 'inherit'], timeout: 300_000 },
);
if (run.error) {
  console.error(`npm cannot be started or took too long (${run.error.message}): Node.js 20.19 or later is needed`);
  process.exit(1);
}
if (run.status !== 0) {
  process.exit(run.status ?? 1);
}
rmSync(mark, { force: true });
mkdirSync(out, { recursive: true });
for (const [name, path] of files) {
  copyFileSync(path, join(out, name));
}
writeFileSync(mark, wanted);
console.log(`fonts: ${files.size} files`);
