import type Dockerode from 'dockerode';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { defined } from '../../lib/defined.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { formatBytes } from '../../lib/format/bytes.ts';
import { countBytes } from './count-bytes.ts';
import { daemonMessages, reasonOf } from './daemon-messages.ts';

export interface LoadOptions {
  docker: Dockerode;
  /** An archive as `saveImages` or `docker save` write it. */
  file: string;
  /** Bytes given to the daemon, and how many there are. */
  onProgress: (read: number, all: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Gives the daemon the images of an archive and answers their references, as it names them.
 * @throws UserError: exit code 2 for a file that cannot be read or is no archive of images, 4 where the daemon failed.
 */
export async function loadImages({ docker, file, onProgress, signal }: LoadOptions): Promise<string[]> {
  const source = resolve(file);
  const size = await archiveSize(source);
  const handle = await open(source);
  let read = 0;
  const loaded: string[] = [];
  const archive = handle.createReadStream();
  const counted = countBytes((bytes) => onProgress((read += bytes), size));
  // The daemon may stop reading early: its answer has the reason, and this end just stops.
  archive.on('error', (error) => counted.destroy(error)).pipe(counted);
  counted.on('error', () => undefined);
  try {
    const answer = await docker.loadImage(counted, { ...defined({ abortSignal: signal }) });
    for await (const { stream = '' } of daemonMessages<{ stream?: string; error?: string }>(answer)) {
      const [, reference] = /^Loaded image: (\S+)/.exec(stream) ?? [];
      if (reference !== undefined) loaded.push(reference);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw new UserError(
      `The images of ${source} could not be loaded: ${reasonOf(error)} ` +
        `(after ${formatBytes(read)} of ${formatBytes(size)}).`,
      {
        code: 'images-load-failed',
        exitCode: ExitCode.bootFailed,
        hint: 'Was the file copied whole? Does the Docker daemon have room (`docker system df`)?',
        cause: error,
      },
    );
  } finally {
    archive.destroy();
    await handle.close();
  }
  return loaded;
}

/** Checks the beginning, so that a wrong file is rejected at once with a clear message. */
async function archiveSize(source: string): Promise<number> {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new UserError(`${source} cannot be loaded: ${reason}.`, {
      code: 'images-file',
      hint: 'Name a file that `sandbox images save FILE` wrote.',
      cause,
    });
  };
  const handle = await open(source).catch((error: unknown) =>
    refuse((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : messageOf(error), error),
  );
  try {
    const about = await handle.stat();
    if (!about.isFile()) refuse('it is no file');
    const { buffer } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    // The mark of a tar header, or of gzip, which the daemon reads too.
    // https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
    const isTar = buffer.toString('latin1', 257, 262) === 'ustar';
    const isGzip = buffer.readUInt16BE(0) === 0x1f8b;
    if (!isTar && !isGzip) refuse(about.size === 0 ? 'it is empty' : 'it is no archive of images');
    return about.size;
  } finally {
    await handle.close();
  }
}
