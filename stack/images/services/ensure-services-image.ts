import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defined } from '../../../lib/defined.ts';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { nodeServiceNames } from '../../services/index.ts';
import { daemonMessages, reasonOf } from '../daemon-messages.ts';
import { ensureEach, type EnsureImagesOptions } from '../ensure-images.ts';
import { servicesBase } from '../pinned.ts';
import { hasImage } from '../present.ts';
import { writeContext } from './build-context.ts';
import { servicesImage, type ServicesImage } from './services-image.ts';

/**
 * Builds the demo services' image from the installed package, where the daemon does not have it yet, and returns its
 * reference. The network is only used to pull the base image where that is missing too. The progress is reported as
 * `building` of each service.
 * @throws UserError (exit code 4) where it cannot be built.
 */
export async function ensureServicesImage(options: EnsureImagesOptions): Promise<string> {
  const { docker, signal } = options;
  const image = servicesImage();
  if (await hasImage(docker, image.reference)) return image.reference;
  await ensureEach([servicesBase()], options);
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-services-image-'));
  try {
    await writeContext(image.files, folder);
    signal?.throwIfAborted();
    await build(image, folder, options);
  } catch (error) {
    signal?.throwIfAborted();
    throw new UserError(`The image of the demo services could not be built: ${reasonOf(error)}`, {
      code: 'services-image-failed',
      exitCode: ExitCode.bootFailed,
      hint: 'The Docker daemon builds it from the installed package; `docker system df` shows its disk usage.',
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return image.reference;
}

async function build({ reference, files }: ServicesImage, folder: string, options: EnsureImagesOptions): Promise<void> {
  const { docker, onComponent, signal } = options;
  const report = (progress: number, detail: string): void => {
    for (const name of nodeServiceNames) {
      onComponent({ type: 'component', time: new Date().toISOString(), name, state: 'building', progress, detail });
    }
  };
  report(0, reference);
  const top = new Set(files.map(({ path }) => path.split('/', 1).join('')));
  const stream = await docker.buildImage(
    { context: folder, src: [...top] },
    {
      ...{ t: reference, buildargs: { NODE_IMAGE: servicesBase().reference }, networkmode: 'none', rm: true },
      ...defined({ abortSignal: signal }),
    },
  );
  for await (const { stream: line = '' } of daemonMessages<{ stream?: string; error?: string }>(stream)) {
    const [, step, steps] = /^Step (\d+)\/(\d+) :/.exec(line) ?? [];
    if (step !== undefined && steps !== undefined) report((Number(step) - 1) / Number(steps), reference);
  }
  report(1, reference);
}
