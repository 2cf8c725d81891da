import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../lib/paths.ts';
import type { RuntimeKind } from '../stack/runtimes/runtime.ts';
import { dockerAvailability } from '../stack/runtimes/docker/availability.ts';
import { ensureEngine } from '../stack/engine/build/ensure-engine.ts';
import { benchBoot } from './boot.ts';
import { benchCatalog } from './catalog.ts';
import { benchCheck } from './check.ts';
import { benchDocker } from './docker.ts';
import { type Figure, isMissed, table } from './figure.ts';
import { benchFuzz } from './fuzz/fuzz.ts';
import { benchGrowth } from './growth/bench-growth.ts';
import { benchMemory, benchRate } from './requests.ts';
import { runKills } from './kills/run-kills.ts';
import { compareWith, record } from './history.ts';
import { describeMachine } from './machine.ts';
import { benchNative, findNativeCollector } from './native.ts';
import { benchOtlp } from './otlp.ts';
import { benchPackage } from './package.ts';
import { soak } from './soak/soak.ts';
import { soakStack } from './soak/stack.ts';
import type { StackProcess } from './stack-process.ts';
import { startStackProcess } from './stack-process.ts';
import { benchThroughput } from './throughput.ts';
import { benchVerification } from './verification.ts';
import { benchWeb } from './web.ts';

// npm run bench [-- embedded|native|docker|check|otlp|package|web]: measures what the design promises, prints a table and
// writes it as JSON. --record adds the figures to bench/history.ndjson, and --compare REF compares them with those of a commit there.
// npm run bench -- soak [whole|screen] [MINUTES]: whether the terminal UI stays level under traffic, in memory and in what it
// draws. npm run bench -- soak stack [MINUTES], npm run bench -- overload [MINUTES]: whether the memory of the Collector and
// the stores stays level, and whether everything that is lost is counted. npm run bench -- fuzz [MINUTES] [SEED] [CASE]:
// whether broken telemetry and queries end a component. npm run bench -- kills [embedded|docker] [COUNT] [SEED]: whether
// anything is left of sandboxes that are killed.
// npm run bench -- growth [LARGEST] [requests|rules|traces|sampler]: whether processor time and memory grow at most linearly,
// with sizes up to LARGEST; 300,000 requests take minutes.
const rates = [10, 30, 100, 300, 1000];
const machine = describeMachine();
const about = `${machine.cores} cores (${machine.model}), ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}`;
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { record: { type: 'boolean' }, compare: { type: 'string' } },
});
const [only, ...more] = positionals;
const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function measure(what: string, run: () => Promise<Figure[]>): Promise<Figure[]> {
  say(`measuring ${what} ...`);
  return await run();
}

async function withStack(run: (stack: StackProcess) => Promise<Figure[]>): Promise<Figure[]> {
  const stack = await startStackProcess();
  try {
    return await run(stack);
  } finally {
    await stack.stop();
  }
}

async function report(
  runtime: RuntimeKind | 'virtual',
  figures: readonly Figure[],
  name: string = runtime,
): Promise<void> {
  process.stdout.write(`\n${about}, ${runtime} runtime\n\n${table(figures)}\n`);
  const folder = join(packageRoot, 'bench', 'results');
  await mkdir(folder, { recursive: true });
  const text = JSON.stringify({ time: new Date().toISOString(), machine, runtime, figures }, undefined, 2);
  await writeFile(join(folder, `${name}.json`), `${text}\n`);
  say(`\nwritten to bench/results/${name}.json`);
  const { record: isRecorded = false, compare: ref } = options;
  if (ref !== undefined) process.stdout.write(`\n${await compareWith(ref, name, figures)}\n`);
  if (isRecorded) await record({ part: name, machine, figures });
}

async function embedded(): Promise<Figure[]> {
  await ensureEngine({
    onProgress: ({ progress, detail }) => say(`engine: ${Math.round(progress * 100)}% ${detail}`),
  });
  const figures = [
    ...(await measure('boot', () => benchBoot(5))),
    ...(await measure('memory', () => withStack((stack) => benchMemory(stack, 20)))),
    ...(await measure('spans per second', () => withStack((stack) => benchThroughput(stack.endpoints, 10)))),
  ];
  for (const rate of rates) {
    const run = (stack: StackProcess): Promise<Figure[]> => benchRate(stack, rate, 10);
    figures.push(...(await measure(`${rate} requests per second`, () => withStack(run))));
  }
  return figures;
}

/** Reports figures, and fails the command when a goal is missed. */
async function judged(
  figures: readonly Figure[],
  name: string,
  runtime: RuntimeKind | 'virtual' = 'embedded',
): Promise<void> {
  await report(runtime, figures, name);
  if (figures.some(isMissed)) process.exitCode = 1;
}

const numbers = more.map(Number).filter((one) => !Number.isNaN(one));

async function soaked(): Promise<void> {
  const [minutes = 10] = numbers;
  const of = more.includes('screen') ? 'screen' : 'whole';
  if (more.includes('stack')) await judged(await soakStack({ minutes, requestsPerSecond: 4, say }), 'soak-stack');
  else await report('embedded', await soak({ of, minutes, traffic: 20, say }), `soak-${of}`);
}

async function overloaded(): Promise<void> {
  const [minutes = 10] = numbers;
  await judged(await soakStack({ minutes, say }), 'overload');
}

async function fuzzed(): Promise<void> {
  const [minutes = 10, seed = 1, first = 0] = numbers;
  await judged(await benchFuzz({ minutes, seed, first, say }), 'fuzz');
}

async function grown(): Promise<void> {
  const [largest = Infinity] = numbers;
  const only = more.filter((one) => Number.isNaN(Number(one)));
  await judged(await benchGrowth({ largest, only, say }), 'growth', 'virtual');
}

async function killed(): Promise<void> {
  const runtime = more.includes('docker') ? 'docker' : 'embedded';
  const [count = 200, seed = 1] = more.filter((one) => /^\d+$/.test(one)).map(Number);
  await judged(await runKills({ count, seed, runtime, say }), `kills-${runtime}`, runtime);
}

async function native(): Promise<void> {
  const found = await findNativeCollector(process.env);
  if (typeof found === 'string') say(`the native Collector is not measured: ${found}`);
  else await report('embedded', await measure('the native Collector', () => benchNative(found, 10)), 'native');
}

async function dockers(): Promise<void> {
  const { available, why } = await dockerAvailability();
  if (available) await report('docker', await measure('the same in containers', () => benchDocker(3)));
  else say(`docker is not measured: ${why}`);
}

async function virtual(): Promise<Figure[]> {
  return [
    ...(await measure('the catalog in virtual time', () => benchCatalog(3))),
    ...(await measure('verified changes', () => benchVerification(3))),
    ...(await measure('half an hour of heavy traffic in virtual time', benchCheck)),
  ];
}

/** The soak and the kills take minutes by themselves: they are measured only where they are named. */
const isAsked = (what: string): boolean => only === undefined || only === what;
if (only === 'soak') await soaked();
if (only === 'overload') await overloaded();
if (only === 'fuzz') await fuzzed();
if (only === 'kills') await killed();
if (only === 'growth') await grown();
if (isAsked('embedded')) await report('embedded', await embedded());
if (isAsked('check')) await report('virtual', await virtual());
if (isAsked('otlp'))
  await report('virtual', await measure('encoding and reading of OTLP', () => Promise.resolve(benchOtlp())), 'otlp');
if (isAsked('package')) await report('virtual', await measure('the package', benchPackage), 'package');
if (isAsked('native')) await native();
if (isAsked('web')) await report('embedded', await measure('the web UI', () => benchWeb(say)), 'web');
if (isAsked('docker')) await dockers();
