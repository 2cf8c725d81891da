import { goServiceNames } from '../../services/index.ts';
import type { EnsureImagesOptions } from '../ensure-images.ts';
import { hasImage } from '../present.ts';
import { buildFailure, buildImage, buildReport } from './build-image.ts';
import { ensureGoContext, goContextFolder, goImage } from './go-image.ts';

/**
 * Builds the image of the Go services where the daemon does not have it yet, and returns its reference. It is made of
 * this package's files only.
 * @throws UserError (exit code 4) where it cannot be built.
 */
export async function ensureGoImage(options: EnsureImagesOptions): Promise<string> {
  const { docker, onComponent, signal } = options;
  const report = buildReport(goServiceNames, 'sandbox-go-services', onComponent);
  report(0);
  await ensureGoContext(signal);
  const reference = goImage();
  report(1);
  if (await hasImage(docker, reference)) return reference;
  try {
    const { Arch } = await docker.version();
    await buildImage(
      {
        ...{ reference, services: goServiceNames, folder: goContextFolder, src: ['Dockerfile', Arch] },
        options: { buildargs: { TARGETARCH: Arch }, networkmode: 'none' },
      },
      options,
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw buildFailure('the Go services', error, 'Start without them: --services core.');
  }
  return reference;
}
