import { rm } from 'node:fs/promises';
import { makeTemporaryFolder } from '../../../lib/temporary-folder.ts';
import { nodeServiceNames } from '../../services/index.ts';
import { ensureEach, type EnsureImagesOptions } from '../ensure-images.ts';
import { nodeBase } from '../pinned.ts';
import { hasImage } from '../present.ts';
import { writeContext } from './build-context.ts';
import { buildFailure, buildImage } from './build-image.ts';
import { nodeImage } from './node-image.ts';

/**
 * Builds the image of the Node services from the installed package, where the daemon does not have it yet, and returns its
 * reference. The network is only used to pull the base image where that is missing too. The progress is reported as
 * `building` of each service.
 * @throws UserError (exit code 4) where it cannot be built.
 */
export async function ensureNodeImage(options: EnsureImagesOptions): Promise<string> {
  const { docker, signal } = options;
  const image = nodeImage();
  if (await hasImage(docker, image.reference)) return image.reference;
  await ensureEach([nodeBase()], options);
  const folder = await makeTemporaryFolder('services-image');
  try {
    await writeContext(image.files, folder);
    signal?.throwIfAborted();
    const top = new Set(image.files.map(({ path }) => path.split('/', 1).join('')));
    await buildImage(
      {
        ...{ reference: image.reference, services: nodeServiceNames, folder, src: [...top] },
        options: { buildargs: { NODE_IMAGE: nodeBase().reference }, networkmode: 'none' },
      },
      options,
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw buildFailure(
      'the demo services',
      error,
      'The Docker daemon builds it from the installed package; `docker system df` shows its disk usage.',
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return image.reference;
}
