import type { ImageBuildOptions } from 'dockerode';
import { defined } from '../../../lib/defined.ts';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import type { ServiceName } from '../../services/index.ts';
import { daemonMessages, reasonOf } from '../daemon-messages.ts';
import type { EnsureImagesOptions } from '../ensure-images.ts';

export interface ImageBuild {
  reference: string;
  /** The services that run on it: the progress is reported as `building` of each. */
  services: readonly ServiceName[];
  /** The build context: a folder, and the files and folders in it that are sent. */
  folder: string;
  src: string[];
  options: ImageBuildOptions;
}

/** Lets the daemon build an image. Rejects with the daemon's reason. */
export async function buildImage(
  { reference, services, folder, src, options }: ImageBuild,
  { docker, onComponent, signal }: EnsureImagesOptions,
): Promise<void> {
  const report = buildReport(services, reference, onComponent);
  report(0);
  const stream = await docker.buildImage(
    { context: folder, src },
    { t: reference, rm: true, ...options, ...defined({ abortSignal: signal }) },
  );
  for await (const { stream: line = '' } of daemonMessages<{ stream?: string; error?: string }>(stream)) {
    const [, step, steps] = /^Step (\d+)\/(\d+) :/.exec(line) ?? [];
    if (step !== undefined && steps !== undefined) report((Number(step) - 1) / Number(steps));
  }
  report(1);
}

/** Reports progress, 0 to 1, as `building` of each service. */
export function buildReport(
  services: readonly ServiceName[],
  detail: string,
  onComponent: EnsureImagesOptions['onComponent'],
): (progress: number) => void {
  return (progress) => {
    const time = new Date().toISOString();
    for (const name of services) {
      onComponent({ type: 'component', time, name, state: 'building', progress, detail });
    }
  };
}

/** The error of an image that could not be built; `what` it is the image of. */
export function buildFailure(what: string, error: unknown, hint: string): UserError {
  return new UserError(`The image of ${what} could not be built: ${reasonOf(error)}`, {
    code: 'services-image-failed',
    exitCode: ExitCode.bootFailed,
    hint,
    cause: error,
  });
}
