import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatCount } from '../../lib/format/number.ts';
import { builtEntry, configFolder } from '../../lib/paths.ts';
import type { Figure } from '../figure.ts';
import { type Cost, costOf, runProgram } from '../process-cost.ts';
import { exponents } from './exponents.ts';
import { ruleFile, samplerFiles, shopTrafficFile, shopTrafficSeconds } from './inputs.ts';
import type { StoreCost } from './stored-traces.ts';

/** What can grow, with the sizes that the design names. */
const sizes = {
  requests: [1_000, 6_000, 40_000, 300_000],
  rules: [10, 50, 200, 1_000],
  traces: [5_000, 10_000, 25_000, 50_000],
  sampler: [5_000, 10_000, 25_000, 50_000],
};
type Growing = keyof typeof sizes;

export interface GrowthOptions {
  /** Larger sizes are left out. */
  largest: number;
  /** What is measured; all of it by default. */
  only: readonly string[];
  say: (text: string) => void;
}

/**
 * The processor time and peak memory of growing work, each size in a process of its own, and whether they grow at most
 * linearly: requests and rules of a check, traces in the trace store and in the tail sampler of a check.
 */
export async function benchGrowth({ largest, only, say }: GrowthOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [what, all] of Object.entries(sizes) as [Growing, number[]][]) {
    if (only.length > 0 && !only.includes(what)) continue;
    const measured: Measured[] = [];
    for (const size of all.filter((one) => one <= largest)) {
      say(`measuring ${titles[what]}, ${formatCount(size)} ...`);
      const folder = await mkdtemp(join(tmpdir(), 'bench-growth-'));
      try {
        measured.push({ size, ...(await runs[what](size, folder)) });
      } finally {
        await rm(folder, { recursive: true });
      }
    }
    figures.push(...figuresOf(what, measured));
  }
  return figures;
}

interface Measurement {
  cost: Cost;
  /** Processor time of parts of it, and what else has to grow at most linearly. */
  parts?: Readonly<Record<string, { value: number; unit: string; isPerUnit?: boolean }>>;
}
type Measured = Measurement & { size: number };

const runs: Readonly<Record<Growing, (size: number, folder: string) => Promise<Measurement>>> = {
  requests: async (size, cwd) => {
    await writeFile(join(cwd, 'traffic.yaml'), shopTrafficFile(size / shopTrafficSeconds));
    const files = ['--collector', join(configFolder, 'collector.yaml'), '--traffic', 'traffic.yaml'];
    return { cost: await costOf(['check', ...files, '--no-verify', '--reporter', 'ndjson'], { runs: 1, cwd }) };
  },
  rules: async (size, cwd) => {
    await writeFile(join(cwd, 'rules.yml'), ruleFile(size));
    // Rules are wrong on purpose: exit code 1.
    const args = [
      'check',
      '--rules',
      'rules.yml',
      '--fix',
      'fixed',
      '--baseline',
      '3m',
      '--fault-for',
      '3m',
      '--reporter',
      'ndjson',
    ];
    return { cost: await costOf(args, { runs: 1, cwd, exitCode: 1 }) };
  },
  traces: async (size) => {
    const program = builtEntry('bench/growth/stored-traces');
    const { cost, stdout, stderr, exitCode } = await runProgram(program, [String(size)], { node: ['--expose-gc'] });
    if (exitCode !== 0) throw new Error(`storing ${size} traces ended with ${exitCode}: ${stderr}`);
    const { storeS, evictS, searchS, findS, bytesPerTrace } = JSON.parse(stdout) as StoreCost;
    const parts = {
      'storing them': { value: storeS, unit: 's' },
      'storing as many again, with evictions': { value: evictS, unit: 's' },
      'a search through all': { value: searchS, unit: 's' },
      'finding each by its id': { value: findS, unit: 's' },
      'memory of each': { value: bytesPerTrace, unit: 'bytes', isPerUnit: true },
    };
    return { cost, parts };
  },
  sampler: async (size, cwd) => {
    const { traffic, collector } = samplerFiles(size);
    await writeFile(join(cwd, 'traffic.yaml'), traffic);
    await writeFile(join(cwd, 'collector.yaml'), collector);
    const args = ['check', '--collector', 'collector.yaml', '--traffic', 'traffic.yaml', '--no-verify'];
    return { cost: await costOf([...args, '--reporter', 'ndjson'], { runs: 1, cwd }) };
  },
};

const titles: Readonly<Record<Growing, string>> = {
  requests: 'check of requests in 25 minutes',
  rules: 'check of rules, with fixes',
  traces: 'traces in the trace store',
  sampler: 'traces in the tail sampler of a check',
};

function figuresOf(what: Growing, measured: readonly Measured[]): Figure[] {
  const title = titles[what];
  const names = Object.keys(measured[0]?.parts ?? {});
  return [
    ...measured.flatMap(({ size, cost, parts = {} }): Figure[] => [
      { name: `${title}, ${formatCount(size)}: processor time`, value: cost.cpuS, unit: 's' },
      ...names.map((name) => ({
        name: `${title}, ${formatCount(size)}: ${name}`,
        value: parts[name]?.value ?? Number.NaN,
        unit: parts[name]?.unit ?? '',
      })),
      { name: `${title}, ${formatCount(size)}: peak memory`, value: cost.peakMiB, unit: 'MiB' },
    ]),
    ...exponents(
      `${title}, processor time`,
      measured.map(({ size, cost }) => ({ size, cost: cost.cpuS })),
      { startUp: true },
    ),
    ...names.flatMap((name) =>
      exponents(
        `${title}, ${name}`,
        measured.map(({ size, parts }) => {
          const { value = Number.NaN, isPerUnit = false } = parts?.[name] ?? {};
          return { size, cost: isPerUnit ? value * size : value };
        }),
      ),
    ),
    ...exponents(
      `${title}, peak memory`,
      measured.map(({ size, cost }) => ({ size, cost: cost.peakMiB })),
      { startUp: true },
    ),
  ];
}
