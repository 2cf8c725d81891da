import { defined } from '../../../lib/defined.ts';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { pythonFolder } from '../../python/requirements.ts';
import { pythonServiceNames, type ServiceName } from '../../services/index.ts';
import { daemonMessages, reasonOf } from '../daemon-messages.ts';
import { ensureEach, type EnsureImagesOptions } from '../ensure-images.ts';
import { pythonBase } from '../pinned.ts';
import { hasImage } from '../present.ts';
import { pythonContext, pythonImage } from './python-image.ts';

/**
 * Builds the images of Python services where the daemon does not have them yet, and returns their references by service.
 * The build installs the packages of the lock file, for which it needs the network.
 * @throws UserError (exit code 4) where one cannot be built.
 */
export async function ensurePythonImages(options: EnsureImagesOptions): Promise<Map<ServiceName, string>> {
  const { components } = options;
  const wanted = pythonServiceNames.filter((name) => components === undefined || components.includes(name));
  const images = new Map<ServiceName, string>();
  for (const service of wanted) {
    const reference = pythonImage(service);
    images.set(service, reference);
    if (await hasImage(options.docker, reference)) continue;
    await ensureEach([pythonBase()], options);
    try {
      await build(service, reference, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      throw new UserError(`The image of ${service} could not be built: ${reasonOf(error)}`, {
        code: 'services-image-failed',
        exitCode: ExitCode.bootFailed,
        hint: 'Its build downloads Python packages. Offline, use `sandbox images load FILE`, or --services core.',
        cause: error,
      });
    }
  }
  return images;
}

async function build(name: ServiceName, reference: string, options: EnsureImagesOptions): Promise<void> {
  const { docker, onComponent, signal } = options;
  const report = (progress: number): void => {
    const time = new Date().toISOString();
    onComponent({ ...{ type: 'component', time, name, state: 'building' }, progress, detail: reference });
  };
  report(0);
  const { PIP_INDEX_URL } = process.env;
  const stream = await docker.buildImage(
    { context: pythonFolder(name), src: pythonContext(name).map(({ path }) => path) },
    {
      ...{ t: reference, rm: true },
      buildargs: { PYTHON_IMAGE: pythonBase().reference, ...defined({ PIP_INDEX_URL }) },
      ...defined({ abortSignal: signal }),
    },
  );
  for await (const { stream: line = '' } of daemonMessages<{ stream?: string; error?: string }>(stream)) {
    const [, step, steps] = /^Step (\d+)\/(\d+) :/.exec(line) ?? [];
    if (step !== undefined && steps !== undefined) report((Number(step) - 1) / Number(steps));
  }
  report(1);
}
