// What a build leaves beside the bundle: the hash of its sources, and the licences of what it contains.
import { readdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { hashOfSources } from './sources.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, '..', 'app', 'static', 'dist');

/** The packages that are bundled: the dependencies and theirs, without those for types and building. */
function bundled() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const found = new Set();
  const add = (name) => {
    if (found.has(name) || name.startsWith('@types/')) return;
    found.add(name);
    Object.keys(lock.packages[`node_modules/${name}`]?.dependencies ?? {}).forEach(add);
  };
  Object.keys(lock.packages[''].dependencies).forEach(add);
  return [...found].sort().map((name) => ({ name, ...lock.packages[`node_modules/${name}`] }));
}

function licenceText(name) {
  const folder = join(root, 'node_modules', name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.md|\.txt)?$/i.test(entry));
  return file ? readFileSync(join(folder, file), 'utf8').trim() : null;
}

function licences() {
  const parts = bundled().map(({ name, version, license }) =>
    `${name} ${version} (${license})\n\n${licenceText(name) ?? `No licence file in the package; its package.json says ${license}.`}`);
  const icons = join(root, 'src', 'icons', 'LICENCE.txt');
  if (existsSync(icons)) parts.push(`Material Symbols, @material-symbols/svg-400 0.48.2 (Apache-2.0)\n\n${readFileSync(icons, 'utf8').trim()}`);
  const line = `\n\n${'-'.repeat(100)}\n\n`;
  return `The bundle in app/static/dist contains the following software.${line}${parts.join(line)}\n`;
}

writeFileSync(join(dist, 'sources.sha256'), `${hashOfSources()}\n`);
writeFileSync(join(root, 'THIRD-PARTY-LICENCES.txt'), licences());
