// One hash over everything the bundle is made of: tests/editor/test_bundle.py works it out in the same way.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SINGLE = ['package.json', 'package-lock.json', 'vite.config.ts', 'tsconfig.json'];

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** SHA-256 over path, NUL, content, NUL of each file, the paths in the order of their code points. */
export function hashOfSources() {
  const paths = [...filesBelow(join(root, 'src')), ...SINGLE].sort((a, b) => (a < b ? -1 : 1));
  const hash = createHash('sha256');
  for (const path of paths) {
    hash.update(path).update('\0').update(readFileSync(join(root, path))).update('\0');
  }
  return hash.digest('hex');
}
