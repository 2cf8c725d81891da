import { resolve } from 'node:path';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { formatBytes } from '../../lib/format/bytes.ts';
import { connectDocker } from '../../stack/docker/connect.ts';
import { ensureEach, type EnsureImagesOptions } from '../../stack/images/ensure-images.ts';
import { loadImages } from '../../stack/images/load.ts';
import { publishedImages, servicesBase } from '../../stack/images/pinned.ts';
import { imagesToPull } from '../../stack/images/present.ts';
import { saveImages } from '../../stack/images/save.ts';
import { ensureServicesImage } from '../../stack/images/services/ensure-services-image.ts';
import type { Context } from '../context.ts';
import { progressLines } from '../session/progress.ts';

/** `sandbox images pull`: everything that the docker runtime needs, so that the next boot needs no network. */
export async function pullImages(context: Context): Promise<ExitCode> {
  const { out } = context.terminal;
  const { docker, signal } = await connect(context);
  for (const reference of await everyImage({ docker, signal }, context)) out(`✓ ${reference}`);
  return ExitCode.ok;
}

/** `sandbox images save FILE`: the same, and all of it into one file. */
export async function saveImagesTo(file: string, context: Context): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const { docker, signal } = await connect(context);
  const references = await everyImage({ docker, signal }, context);
  const onProgress = byteLines('written', err);
  const bytes = await saveImages({ docker, references, file, onProgress, signal });
  out(`${references.length} images saved in ${resolve(file)} (${formatBytes(bytes)}).`);
  return ExitCode.ok;
}

/** `sandbox images load FILE`: from such a file, without a network; what is still missing then is an error. */
export async function loadImagesFrom(file: string, context: Context): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const { docker, signal } = await connect(context);
  for (const reference of await loadImages({ docker, file, onProgress: byteLines('read', err), signal })) {
    out(`✓ ${reference}`);
  }
  const missing = await imagesToPull(docker);
  if (missing.length > 0) {
    throw new UserError(
      `${resolve(file)} was loaded, but ${missing.length} images that this version needs are missing.`,
      {
        code: 'image-missing',
        exitCode: ExitCode.bootFailed,
        details: missing.map(({ reference, components }) => `${reference} (${components.join(', ')})`),
        hint: 'Save the file with the same version of the sandbox: `sandbox images save FILE`.',
      },
    );
  }
  await ensureServicesImage({ docker, onComponent: lines(context), signal });
  out('Everything that --runtime docker needs is here.');
  return ExitCode.ok;
}

async function connect({ lifetime }: Context): Promise<{ docker: EnsureImagesOptions['docker']; signal: AbortSignal }> {
  lifetime.watch();
  const { docker } = await connectDocker({ signal: lifetime.signal });
  return { docker, signal: lifetime.signal };
}

/** Pulls and builds what is missing, and names all. */
async function everyImage(options: Omit<EnsureImagesOptions, 'onComponent'>, context: Context): Promise<string[]> {
  const onComponent = lines(context);
  const pulled = [...publishedImages(), servicesBase()];
  await ensureEach(pulled, { ...options, onComponent });
  const services = await ensureServicesImage({ ...options, onComponent });
  return [...pulled.map(({ reference }) => reference), services];
}

function lines({ terminal: { err, errColors } }: Context): EnsureImagesOptions['onComponent'] {
  const line = progressLines(errColors);
  return (event) => {
    const text = line(event);
    if (text !== undefined) err(text);
  };
}

/** A line for each tenth. */
function byteLines(verb: string, err: (line: string) => void): (done: number, all: number) => void {
  let told = 0;
  return (done, all) => {
    const tenth = Math.min(10, Math.floor((done / all) * 10));
    if (tenth <= told) return;
    told = tenth;
    err(`  ${formatBytes(done)} of about ${formatBytes(all)} ${verb}`);
  };
}
