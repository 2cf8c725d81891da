import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { TwinFiles } from './case-files.ts';

const findingSchema = z.strictObject({
  kind: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  subject: z.string(),
  /** `rules.yaml:4`, from the entry's folder; missing where a finding has no place. */
  at: z.string().optional(),
});
const entrySchema = z.strictObject({
  /** All findings, infos included. */
  finds: z.array(findingSchema),
  /** Environment variables of the Collector; those that are not listed are unset. */
  env: z.record(z.string(), z.string()).default({}),
  /** With 15 minutes each for the baseline and each fault, for rules with a long window or `for`. */
  long: z.boolean().default(false),
});

export type CorpusFinding = z.infer<typeof findingSchema>;

export interface CorpusEntry extends z.infer<typeof entrySchema> {
  name: string;
  /** From the comment at the head of its first file: the public source of its shape. */
  shape: string;
  /** It consists of rules alone, so it is simulated together with others. */
  isOfRulesAlone: boolean;
}

export const corpusFolder = 'test/integration/check/corpus';
const shared = join(corpusFolder, 'shared');

/** All entries, by name. Throws if a file does not name the source of its shape. */
export function readCorpus(): CorpusEntry[] {
  const names = readdirSync(corpusFolder).filter((name) => existsSync(join(corpusFolder, name, 'expected.yaml')));
  return names.map((name) => {
    const { collector, agent, rules } = ownFiles(name);
    const [shape = ''] = [...collector, ...agent, ...rules].map(shapeOf);
    const expected = entrySchema.parse(parse(readFileSync(join(corpusFolder, name, 'expected.yaml'), 'utf8')));
    return { ...expected, name, shape, isOfRulesAlone: collector.length === 0 };
  });
}

function shapeOf(file: string): string {
  const [, shape] = /^# In the shape of (.+)/.exec(readFileSync(file, 'utf8')) ?? [];
  if (shape === undefined) throw new Error(`${file} does not start with "# In the shape of", followed by its source.`);
  return shape;
}

function ownFiles(name: string): Pick<TwinFiles, 'collector' | 'agent' | 'rules'> {
  const some = (...files: string[]): string[] =>
    files.map((file) => join(corpusFolder, name, file)).filter((path) => existsSync(path));
  return { collector: some('collector.yaml', 'extras.yaml'), agent: some('agent.yaml'), rules: some('rules.yaml') };
}

/** What `sandbox check` is given of these entries together; those of rules alone share a Collector. */
export function filesOfEntries(entries: readonly CorpusEntry[]): TwinFiles {
  const own = entries.map(({ name }) => ownFiles(name));
  const collector = own.flatMap((files) => files.collector);
  return {
    collector: collector.length > 0 ? collector : [join(shared, 'collector.yaml')],
    agent: own.flatMap(({ agent }) => agent),
    rules: own.flatMap(({ rules }) => rules),
    dashboards: [],
    traffic: join(shared, 'traffic.yaml'),
  };
}
