import { existsSync, writeFileSync } from 'node:fs';
import { importTraffic } from '../../check/inputs/traffic/import/import-traffic.ts';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import type { Context } from '../context.ts';
import { resolveFiles } from '../resolve-files.ts';
import { writeNamedFile } from '../write-named-file.ts';

export interface TrafficImportArguments {
  out?: string;
  values: boolean;
}

/** `sandbox traffic import`: derives a traffic file from traces. What was read and left out is printed on stderr. */
export function trafficImport(
  files: readonly string[],
  { out, values }: TrafficImportArguments,
  { terminal }: Context,
): ExitCode {
  if (out !== undefined && existsSync(out)) {
    throw new UserError(`${out} already exists.`, {
      code: 'file-exists',
      hint: 'Use another name with --out FILE, or delete it first.',
    });
  }
  const { text, summary, leftOut } = importTraffic(resolve(files), { withValues: values });
  if (out === undefined) terminal.out(text.trimEnd());
  else writeNamedFile(out, () => writeFileSync(out, text, { flag: 'wx' }));
  terminal.err(summary);
  for (const line of leftOut) terminal.err(`Left out: ${line}.`);
  if (out !== undefined)
    terminal.err(`Wrote ${out}. Next: sandbox check --collector FILE --rules FILES --traffic ${out}`);
  return ExitCode.ok;
}

/** `-` is the standard input. */
function resolve(files: readonly string[]): string[] {
  return [...new Set(files.flatMap((path) => (path === '-' ? path : resolveFiles([{ path }]))))];
}
