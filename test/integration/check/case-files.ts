import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { defined } from '../../../lib/defined.ts';

/** Which of a case's two configurations. */
export type Twin = 'broken' | 'correct';

const findingSchema = z.strictObject({
  kind: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  subject: z.string(),
  /** `broken/rules.yml:4`, from the case's folder, or from `shared/`; missing where a finding has no place. */
  at: z.string().optional(),
  /** Parts of its message, why and hint together. */
  says: z.array(z.string()).min(1),
});
const caseSchema = z.strictObject({
  /** What is wrong, in a sentence. */
  mistake: z.string(),
  /** All errors and warnings of the broken twin, and the info that matters. */
  finds: z.array(findingSchema).min(1).optional(),
  /** The verified changes of the broken twin, each with what was verified; with them the findings must be gone. */
  fixes: z.record(z.string(), z.string()).optional(),
  /** Or: how it is refused, with exit code 2. */
  refuses: z
    .strictObject({
      code: z.string(),
      /** Parts of the message and its details. */ says: z.array(z.string()).min(1),
    })
    .optional(),
});

export type ExpectedFinding = z.infer<typeof findingSchema>;

export interface ConfigurationCase extends z.infer<typeof caseSchema> {
  name: string;
  /** It consists of rules and dashboards alone, so it is simulated together with others. */
  isOfRulesAlone: boolean;
}

/** What `sandbox check` is given of one twin: paths from where the tests run. */
export interface TwinFiles {
  collector: string[];
  /** A case with an agent.yaml is checked with two tiers. */
  agent: string[];
  rules: string[];
  dashboards: string[];
  /** The demo shop by default. */
  traffic?: string;
  /** A sandbox.yaml, which then names all other files. */
  sandboxFile?: string;
}

export const casesFolder = 'test/integration/check/cases';
const shared = join(casesFolder, 'shared');

/** Every case, by its name. */
export function readCases(): ConfigurationCase[] {
  const names = readdirSync(casesFolder).filter((name) => existsSync(join(casesFolder, name, 'case.yaml')));
  return names.map((name) => {
    const read = caseSchema.parse(parse(readFileSync(join(casesFolder, name, 'case.yaml'), 'utf8')));
    const files = [...readdirSync(join(casesFolder, name)), ...readdirSync(join(casesFolder, name, 'broken'))];
    const others = ['collector.yaml', 'traffic.yaml', 'sandbox.yaml'].filter((file) => files.includes(file));
    return { ...read, name, isOfRulesAlone: others.length === 0 && read.finds !== undefined };
  });
}

/** The files of one twin: its own, else those that both share, else those that all cases share. A Collector's are merged in that order. */
export function filesOf(name: string, twin: Twin): TwinFiles {
  const folders = [join(casesFolder, name, twin), join(casesFolder, name)];
  const find = (file: string): string[] =>
    folders.map((folder) => join(folder, file)).filter((path) => existsSync(path));
  const [sandboxFile] = find('sandbox.yaml');
  return {
    collector: [join(shared, 'collector.yaml'), ...find('collector.yaml').reverse()],
    agent: find('agent.yaml').slice(0, 1),
    rules: find('rules.yml'),
    dashboards: find('dashboard.json'),
    traffic: find('traffic.yaml')[0] ?? join(shared, 'traffic.yaml'),
    ...defined({ sandboxFile }),
  };
}

/** All files that several twins of rules have, so that one simulation runs them. */
export function filesTogether(names: readonly string[], twin: Twin): TwinFiles {
  const all = names.map((name) => filesOf(name, twin));
  return {
    ...filesOf('none', twin),
    rules: all.flatMap(({ rules }) => rules),
    dashboards: all.flatMap(({ dashboards }) => dashboards),
  };
}
