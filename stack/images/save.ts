import type Dockerode from 'dockerode';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf, UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { formatBytes } from '../../lib/format/bytes.ts';
import { countBytes } from './count-bytes.ts';
import { reasonOf } from './daemon-messages.ts';

export interface SaveOptions {
  docker: Dockerode;
  references: readonly string[];
  /** Replaced once everything is written; until then the data is in `FILE.partial` next to it. */
  file: string;
  /** Bytes written, and about how many there will be. */
  onProgress: (written: number, all: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Writes images into one archive, as `docker save` does: what they share is in it once. Answers its size in bytes.
 * @throws UserError: exit code 2 for a path that cannot be written, 4 where the daemon or the disk failed.
 */
export async function saveImages({ docker, references, file, onProgress, signal }: SaveOptions): Promise<number> {
  const target = resolve(file);
  await requirePlace(target);
  const all = await sizeOf(docker, references);
  const partial = `${target}.partial`;
  let written = 0;
  try {
    const archive = await openArchive(docker, references, signal);
    const counted = countBytes((bytes) => onProgress((written += bytes), all));
    await pipeline(archive, counted, createWriteStream(partial), { signal });
    await rename(partial, target);
  } catch (error) {
    signal?.throwIfAborted();
    throw new UserError(
      `The images could not be saved: ${reasonOf(error)} ` +
        `(after ${formatBytes(written)} of about ${formatBytes(all)}).`,
      {
        code: 'images-save-failed',
        exitCode: ExitCode.bootFailed,
        hint: `Is there room in ${dirname(target)}, and does the Docker daemon still run?`,
        cause: error,
      },
    );
  } finally {
    await rm(partial, { force: true });
  }
  return written;
}

/** About what the archive will take: an image that another is built on is in that one. */
async function sizeOf(docker: Dockerode, references: readonly string[]): Promise<number> {
  const images = await Promise.all(references.map((reference) => docker.getImage(reference).inspect()));
  const isWithin = (one: Layers, other: Layers): boolean =>
    one !== other && one.RootFS.Layers?.every((layer, index) => other.RootFS.Layers?.[index] === layer) === true;
  return images
    .filter((image) => !images.some((other) => isWithin(image, other)))
    .reduce((sum, { Size }) => sum + Size, 0);
}

type Layers = Pick<Dockerode.ImageInspectInfo, 'RootFS'>;

/** The client library knows the request for one image only. */
function openArchive(
  docker: Dockerode,
  references: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Readable> {
  const request = {
    path: '/images/get?',
    method: 'GET',
    options: { names: references },
    ...{ abortSignal: signal, isStream: true, statusCodes: { 200: true, 404: 'no such image', 500: 'server error' } },
  };
  return new Promise((done, fail) => {
    (docker.modem as { dial: (options: object, callback: (error: Error | null, data: unknown) => void) => void }).dial(
      request,
      (error, data) => (error ? fail(error) : done(data as Readable)),
    );
  });
}

async function requirePlace(target: string): Promise<void> {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new UserError(`${target} cannot be written: ${reason}.`, {
      code: 'images-file',
      hint: 'Name a file in a folder that exists, such as sandbox-images.tar.',
      cause,
    });
  };
  const parent = await stat(dirname(target)).catch((error: unknown) =>
    refuse(existence(error, `there is no folder ${dirname(target)}`), error),
  );
  if (!parent.isDirectory()) refuse(`${dirname(target)} is no folder`);
  const there = await stat(target).catch(() => undefined);
  if (there?.isDirectory()) refuse('it is a folder');
}

const existence = (error: unknown, otherwise: string): string =>
  (error as NodeJS.ErrnoException).code === 'ENOENT' ? otherwise : messageOf(error);
