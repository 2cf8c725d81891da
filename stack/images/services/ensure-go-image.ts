import { defined } from '../../../lib/defined.ts';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { goServiceNames } from '../../services/index.ts';
import { daemonMessages, reasonOf } from '../daemon-messages.ts';
import type { EnsureImagesOptions } from '../ensure-images.ts';
import { hasImage } from '../present.ts';
import { ensureGoContext, goContextFolder, goImage } from './go-image.ts';

/**
 * Builds the image of the Go services where the daemon does not have it yet, and returns its reference. It is made of
 * this package's files only. The progress is reported as `building` of each service.
 * @throws UserError (exit code 4) where it cannot be built.
 */
export async function ensureGoImage({ docker, onComponent, signal }: EnsureImagesOptions): Promise<string> {
  const report = (progress: number): void => {
    const time = new Date().toISOString();
    const detail = 'sandbox-go-services';
    for (const name of goServiceNames)
      onComponent({ type: 'component', time, name, state: 'building', progress, detail });
  };
  report(0);
  await ensureGoContext(signal);
  const reference = goImage();
  if (!(await hasImage(docker, reference))) {
    try {
      const { Arch } = await docker.version();
      const stream = await docker.buildImage(
        { context: goContextFolder, src: ['Dockerfile', Arch] },
        {
          ...{ t: reference, buildargs: { TARGETARCH: Arch }, networkmode: 'none', rm: true },
          ...defined({ abortSignal: signal }),
        },
      );
      for await (const { stream: line = '' } of daemonMessages<{ stream?: string; error?: string }>(stream)) {
        const [, step, steps] = /^Step (\d+)\/(\d+) :/.exec(line) ?? [];
        if (step !== undefined && steps !== undefined) report((Number(step) - 1) / Number(steps));
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw new UserError(`The image of the Go services could not be built: ${reasonOf(error)}`, {
        code: 'services-image-failed',
        exitCode: ExitCode.bootFailed,
        hint: 'Start without them: --services core.',
        cause: error,
      });
    }
  }
  report(1);
  return reference;
}
