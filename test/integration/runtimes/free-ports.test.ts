import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { compiledModule } from '../../../lib/paths.ts';

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill();
    await once(child, 'exit');
  }
});

/** What one process finds in these searches at once, all of which begin at the same place. The process goes on. */
async function findInProcess(...counts: number[]): Promise<number[][]> {
  const script = `
    Math.random = () => 0.5;
    setInterval(() => {}, 1000);
    import(${JSON.stringify(pathToFileURL(compiledModule('stack/components/free-ports')).href)})
      .then(({ findFreePorts }) => Promise.all(${JSON.stringify(counts)}.map(findFreePorts)))
      .then((found) => console.log(JSON.stringify(found)), (error) => console.log(JSON.stringify(error.message)));
  `;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return JSON.parse(line) as number[][];
}

test('no port is found twice, neither in one process nor by processes that search at once', async () => {
  const counts = [60, 60];
  const processes = await Promise.all([1, 2, 3].map(() => findInProcess(...counts)));
  expect(processes.map((found) => found.map((ports) => ports.length))).toEqual([counts, counts, counts]);
  const ports = processes.flat(2);
  expect(new Set(ports).size).toBe(ports.length);
});

test('a search for more ports than there are says how many it found', async () => {
  await expect(findInProcess(20_000)).resolves.toMatch(
    /^Only \d+ of 20000 free ports were found between 20000 and 31999$/,
  );
});
