import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { messageOf, UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { makeFolder } from '../../lib/make-folder.ts';
import { plural } from '../../lib/format/number.ts';
import { readUserFile } from '../../lib/user-file.ts';
import { exportManifests } from '../../stack/kubernetes/export-manifests.ts';
import type { Context } from '../context.ts';
import { writeNamedFile } from '../write-named-file.ts';

export interface ExportKubernetesArguments {
  out: string;
  collector?: string;
}

/** `sandbox export kubernetes`: writes the stack as Kustomize manifests into a folder. */
export function exportKubernetes({ out, collector }: ExportKubernetesArguments, { terminal }: Context): ExitCode {
  const folder = resolve(out);
  requireFolder(folder);
  const own = collector === undefined ? undefined : { file: collector, text: read(collector) };
  const { files, variables } = exportManifests(own);
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    const write = (): void => {
      makeFolder(dirname(file), 0o777);
      writeFileSync(file, text);
    };
    writeNamedFile(file, write, 'Set --out to a folder that can be written to.');
  }
  terminal.out(`${plural(Object.keys(files).length, 'file')} written to ${folder}.`);
  if (variables.length > 0)
    terminal.out(`Put the values of ${variables.join(', ')} into the secret otel-gateway first: see README.md there.`);
  terminal.out(`Apply them with \`kubectl apply --kustomize ${out}\`; README.md there explains them.`);
  return ExitCode.ok;
}

/** An earlier export is replaced; any other folder with files in it is left alone. */
function requireFolder(folder: string): void {
  if (!existsSync(folder)) return;
  if (existsSync(join(folder, 'kustomization.yaml')) || readdirSync(folder).length === 0) return;
  throw new UserError(`${folder} contains files that are not of an earlier export.`, {
    code: 'folder-not-empty',
    hint: 'Set --out to a new or an empty folder.',
  });
}

function read(file: string): string {
  try {
    return readUserFile(file);
  } catch (cause) {
    throw new UserError(`The Collector configuration ${file} cannot be read: ${messageOf(cause)}.`, {
      code: 'bad-collector',
      hint: 'Set --collector to a readable file.',
      cause,
    });
  }
}
