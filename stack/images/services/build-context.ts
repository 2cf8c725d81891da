import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { packageRoot } from '../../../lib/paths.ts';
import { copyReadable, makeReadableFolder, writeReadable } from '../../../lib/readable-files.ts';
import { packageClosure } from './closure.ts';
import { dockerfile } from './dockerfile.ts';
import { importedPackages } from './imports.ts';
import { neededFiles } from './package-files.ts';

/** One file of the build context: its path there, relative with `/`, and the file it is a copy of or its text. */
export type ContextFile = { path: string } & ({ from: string } | { text: string });

/**
 * What the services' image is built from, in order: the compiled services, the packages that they need, and how to put
 * them together. Throws a UserError with exit code 4 where the services are not compiled or a package is not installed.
 */
export function nodeContext(root: string = packageRoot): ContextFile[] {
  const services = join(root, 'dist', 'services');
  if (!existsSync(services)) throw failure(`${services} is missing`, 'Build the project: npm run build.');
  const compiled = readdirSync(services, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => ({ path: `services/${file.replaceAll('\\', '/')}`, from: join(services, file) }));
  let packages;
  try {
    packages = packageClosure(importedPackages(services), services);
  } catch (error) {
    throw failure((error as Error).message, 'Install the packages again: npm ci.', error);
  }
  const files: ContextFile[] = [
    { path: 'Dockerfile', text: dockerfile },
    // Says that the compiled files are ES modules.
    { path: 'services/package.json', text: `${JSON.stringify({ private: true, type: 'module' })}\n` },
    ...compiled,
    ...packages.flatMap(({ from, to }) =>
      neededFiles(from).map((file) => ({ path: `${to}/${file}`, from: join(from, file) })),
    ),
  ];
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A name for exactly this content: the same files and the same base give the same, on any machine. */
export function contextHash(files: readonly ContextFile[], base: string): string {
  const hash = createHash('sha256').update(base);
  for (const file of files) {
    const content = 'from' in file ? readFileSync(file.from) : Buffer.from(file.text);
    hash.update(`\0${file.path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Writes the context into a folder, which holds nothing else afterwards; every user may read it. */
export async function writeContext(files: readonly ContextFile[], folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await makeReadableFolder(folder);
  for (const file of files) {
    const to = join(folder, file.path);
    await ('from' in file ? copyReadable(file.from, to) : writeReadable(to, file.text));
  }
}

function failure(reason: string, hint: string, cause?: unknown): UserError {
  return new UserError(`The services' image cannot be built: ${reason}`, {
    code: 'services-image-failed',
    exitCode: ExitCode.bootFailed,
    hint,
    cause,
  });
}
