import { resolve } from 'node:path';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { formatBytes } from '../../lib/format/bytes.ts';
import { connectDocker } from '../../stack/docker/connect.ts';
import { componentNames } from '../../stack/components/component.ts';
import { ensureEach, type EnsureImagesOptions } from '../../stack/images/ensure-images.ts';
import { loadImages } from '../../stack/images/load.ts';
import { publishedImages, pythonBase, nodeBase } from '../../stack/images/pinned.ts';
import { imagesToPull } from '../../stack/images/present.ts';
import { saveImages } from '../../stack/images/save.ts';
import { ensureBuiltImages } from '../../stack/images/services/ensure-built-images.ts';
import type { Context } from '../context.ts';
import { printProgress } from '../session/progress.ts';

/** `sandbox images pull`: pulls or builds every image of the docker runtime, so that the next boot works offline. */
export async function pullImages(context: Context): Promise<ExitCode> {
  const { out } = context.terminal;
  const { docker, signal } = await connect(context);
  for (const reference of await everyImage({ docker, signal }, context)) out(`✓ ${reference}`);
  return ExitCode.ok;
}

/** `sandbox images save FILE`: pulls or builds every image and writes them to an archive. */
export async function saveImagesTo(file: string, context: Context): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const { docker, signal } = await connect(context);
  const references = await everyImage({ docker, signal }, context);
  const onProgress = byteLines('written', err);
  const bytes = await saveImages({ docker, references, file, onProgress, signal });
  out(`${references.length} images saved in ${resolve(file)} (${formatBytes(bytes)}).`);
  return ExitCode.ok;
}

/** `sandbox images load FILE`: loads the images of an archive, offline. Missing images are an error. */
export async function loadImagesFrom(file: string, context: Context): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const { docker, signal } = await connect(context);
  for (const reference of await loadImages({ docker, file, onProgress: byteLines('read', err), signal })) {
    out(`✓ ${reference}`);
  }
  const missing = await imagesToPull(docker, componentNames);
  if (missing.length > 0) {
    throw new UserError(`${resolve(file)} was loaded, but ${missing.length} required images are missing.`, {
      code: 'image-missing',
      exitCode: ExitCode.bootFailed,
      details: missing.map(({ reference, components }) => `${reference} (${components.join(', ')})`),
      hint: 'Run `sandbox images save FILE` with the same version of sandbox.',
    });
  }
  await ensureBuiltImages({ docker, onComponent: lines(context), signal });
  out('All images for --runtime docker are present.');
  return ExitCode.ok;
}

async function connect({ lifetime }: Context): Promise<{ docker: EnsureImagesOptions['docker']; signal: AbortSignal }> {
  lifetime.watch();
  const { docker } = await connectDocker({ signal: lifetime.signal });
  return { docker, signal: lifetime.signal };
}

/** Pulls or builds missing images and returns all references. */
async function everyImage(options: Omit<EnsureImagesOptions, 'onComponent'>, context: Context): Promise<string[]> {
  const onComponent = lines(context);
  const pulled = [...publishedImages(), nodeBase(), pythonBase()];
  await ensureEach(pulled, { ...options, onComponent });
  const built = await ensureBuiltImages({ ...options, onComponent });
  return [...pulled.map(({ reference }) => reference), ...Object.values(built)];
}

function lines({ terminal: { err, errColors } }: Context): EnsureImagesOptions['onComponent'] {
  return printProgress(errColors, err);
}

/** Prints a line for every 10%. */
function byteLines(verb: string, err: (line: string) => void): (done: number, all: number) => void {
  let lastTenth = 0;
  return (done, all) => {
    const tenth = Math.min(10, Math.floor((done / all) * 10));
    if (tenth <= lastTenth) return;
    lastTenth = tenth;
    err(`  ${formatBytes(done)} of about ${formatBytes(all)} ${verb}`);
  };
}
