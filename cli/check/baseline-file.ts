import { existsSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { Suppression } from '../../check/expectations/suppressions.ts';
import type { Finding } from '../../lib/events/finding.ts';
import { readYamlFile } from '../../lib/yaml/read-yaml.ts';
import { writeNamedFile } from '../write-named-file.ts';

/** Read by default if it is in the current folder. */
export const defaultBaseline = 'sandbox-baseline.yaml';

const schema = z.strictObject({
  findings: z.array(z.strictObject({ kind: z.string(), subject: z.string(), because: z.string() })),
});

/** The suppressions of a baseline file; none if there is no file. @throws UserError if it is invalid; exit code 2. */
export function readBaseline(file = defaultBaseline): Suppression[] {
  if (!existsSync(file)) return [];
  const { value, sourceOf } = readYamlFile(file, schema, {
    what: 'the baseline file',
    code: 'bad-baseline-file',
    hint: 'Write it again: sandbox check --write-baseline.',
  });
  return value.findings.map((one, index) => ({ ...one, source: sourceOf(['findings', index]) }));
}

/** Writes the errors and warnings of a check, which later checks then accept. @throws UserError; exit code 2. */
export function writeBaseline(file: string, findings: readonly Finding[]): number {
  const counted = findings.filter(({ severity, kind }) => severity !== 'info' && kind !== 'suppression-unused');
  const known = new Map(counted.map(({ kind, subject }) => [JSON.stringify([kind, subject]), { kind, subject }]));
  const entries = [...known.values()].map((one) => ({ ...one, because: 'known when this file was written' }));
  const head = '# Findings that `sandbox check` accepts. Written by sandbox check --write-baseline.\n';
  writeNamedFile(`The baseline file ${file}`, () => writeFileSync(file, head + stringify({ findings: entries })));
  return entries.length;
}
