import type Dockerode from 'dockerode';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import type { ComponentName } from '../components/component.ts';
import type { ComponentEvent } from '../runtimes/runtime.ts';
import { daemonMessages, reasonOf } from './daemon-messages.ts';
import { publishedImages, type PinnedImage } from './pinned.ts';
import { absent } from './present.ts';
import { PullProgress, type PullMessage } from './pull-progress.ts';

export interface EnsureImagesOptions {
  docker: Dockerode;
  /** Only the images of these; by default all. */
  components?: readonly ComponentName[];
  /** Called with `pulling` and the progress of each missing image, under the names of the components that use it. */
  onComponent: (event: ComponentEvent) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Pulls those of the published images that the daemon does not have.
 * @throws UserError `image-missing` (exit code 4) that names each image that could not be pulled, and why.
 */
export function ensureImages(options: EnsureImagesOptions): Promise<void> {
  return ensureEach(publishedImages(options.components), options);
}

/** The same for some images. */
export async function ensureEach(images: readonly PinnedImage[], options: EnsureImagesOptions): Promise<void> {
  const { docker, signal } = options;
  const missing = await absent(docker, images);
  const failed: { image: PinnedImage; reason: string }[] = [];
  await Promise.all(
    missing.map(async (image) => {
      try {
        await pull(image, options);
      } catch (error) {
        failed.push({ image, reason: reasonOf(error) });
      }
    }),
  );
  signal?.throwIfAborted();
  if (failed.length > 0) throw missingError(failed);
}

async function pull({ reference, components }: PinnedImage, options: EnsureImagesOptions): Promise<void> {
  const { docker, onComponent, signal } = options;
  const progress = new PullProgress();
  let lastPercent = -1;
  const report = (fraction: number): void => {
    const percent = Math.floor(fraction * 100);
    if (percent <= lastPercent) return;
    lastPercent = percent;
    const detail = [reference, progress.detail].filter(Boolean).join(', ');
    for (const name of components) {
      onComponent({
        ...{ type: 'component', time: new Date().toISOString(), name, state: 'pulling' },
        ...{ progress: percent / 100, detail },
      });
    }
  };
  report(0);
  const stream = await docker.pull(reference, { abortSignal: signal });
  for await (const message of daemonMessages<PullMessage>(stream)) {
    progress.add(message);
    // 100% only with the daemon's last message.
    report(Math.min(progress.fraction, 0.99));
  }
  report(1);
}

function missingError(failed: readonly { image: PinnedImage; reason: string }[]): UserError {
  const [first] = failed;
  const describe = ({ reference, components }: PinnedImage): string => `${reference} (${components.join(', ')})`;
  const message =
    failed.length === 1 && first
      ? `The image ${describe(first.image)} is missing and could not be pulled: ${first.reason}`
      : `${failed.length} images are missing and could not be pulled.`;
  return new UserError(message, {
    code: 'image-missing',
    exitCode: ExitCode.bootFailed,
    details: failed.length === 1 ? [] : failed.map(({ image, reason }) => `${describe(image)}: ${reason}`).sort(),
    hint:
      'Where there is no network: run `sandbox images save FILE` on a machine that has one, bring FILE here, and run ' +
      '`sandbox images load FILE`. Or use --runtime embedded, which needs no images.',
  });
}
