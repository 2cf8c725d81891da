import { defined } from '../../../lib/defined.ts';
import { pythonFolder } from '../../python/requirements.ts';
import { pythonServiceNames, type ServiceName } from '../../services/index.ts';
import { ensureEach, type EnsureImagesOptions } from '../ensure-images.ts';
import { pythonBase } from '../pinned.ts';
import { hasImage } from '../present.ts';
import { buildFailure, buildImage } from './build-image.ts';
import { pythonContext, pythonImage } from './python-image.ts';

/**
 * Builds the images of Python services where the daemon does not have them yet, and returns their references by service.
 * The build installs the packages of the lock file, for which it needs the network.
 * @throws UserError (exit code 4) where one cannot be built.
 */
export async function ensurePythonImages(options: EnsureImagesOptions): Promise<Map<ServiceName, string>> {
  const { components } = options;
  const { PIP_INDEX_URL, PIP_TRUSTED_HOST } = process.env;
  const wanted = pythonServiceNames.filter((name) => components === undefined || components.includes(name));
  const images = new Map<ServiceName, string>();
  for (const service of wanted) {
    const reference = pythonImage(service);
    images.set(service, reference);
    if (await hasImage(options.docker, reference)) continue;
    await ensureEach([pythonBase()], options);
    try {
      await buildImage(
        {
          ...{ reference, services: [service], folder: pythonFolder(service) },
          src: pythonContext(service).map(({ path }) => path),
          options: {
            buildargs: { PYTHON_IMAGE: pythonBase().reference, ...defined({ PIP_INDEX_URL, PIP_TRUSTED_HOST }) },
          },
        },
        options,
      );
    } catch (error) {
      options.signal?.throwIfAborted();
      throw buildFailure(
        service,
        error,
        'Its build downloads Python packages. Offline, use `sandbox images load FILE`, or --services core.',
      );
    }
  }
  return images;
}
