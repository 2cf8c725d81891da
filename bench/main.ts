import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../lib/paths.ts';
import { ensureEngine } from '../stack/engine/build/ensure-engine.ts';
import { benchBoot } from './boot.ts';
import { type Figure, table } from './figure.ts';
import { benchMemory, benchRate } from './growth.ts';
import { describeMachine } from './machine.ts';
import type { StackProcess } from './stack-process.ts';
import { startStackProcess } from './stack-process.ts';
import { benchThroughput } from './throughput.ts';

// npm run bench: measures what the design promises, prints a table and writes JSON beside it.
const rates = [10, 30, 100, 300, 1000];
const machine = describeMachine();
const figures: Figure[] = [];
const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function measure(what: string, run: () => Promise<Figure[]>): Promise<void> {
  say(`measuring ${what} ...`);
  figures.push(...(await run()));
}

async function withStack(run: (stack: StackProcess) => Promise<Figure[]>): Promise<Figure[]> {
  const stack = await startStackProcess();
  try {
    return await run(stack);
  } finally {
    await stack.stop();
  }
}

await ensureEngine({ onProgress: ({ progress, detail }) => say(`engine: ${Math.round(progress * 100)} % ${detail}`) });
await measure('boot', () => benchBoot(5));
await measure('memory', () => withStack((stack) => benchMemory(stack, 20)));
await measure('spans per second', () => withStack((stack) => benchThroughput(stack, 10)));
for (const rate of rates)
  await measure(`${rate} requests per second`, () => withStack((stack) => benchRate(stack, rate, 10)));

const about = `${machine.cores} cores (${machine.model}), ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}`;
process.stdout.write(`\n${about}, embedded runtime\n\n${table(figures)}\n`);
const folder = join(packageRoot, 'bench', 'results');
await mkdir(folder, { recursive: true });
const file = join(folder, 'embedded.json');
await writeFile(
  file,
  `${JSON.stringify({ time: new Date().toISOString(), machine, runtime: 'embedded', figures }, undefined, 2)}\n`,
);
say(`\nwritten to bench/results/embedded.json`);
