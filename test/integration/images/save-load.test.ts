import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { daemonMessages } from '../../../stack/images/daemon-messages.ts';
import { ensureEach } from '../../../stack/images/ensure-images.ts';
import { loadImages } from '../../../stack/images/load.ts';
import { hasImage } from '../../../stack/images/present.ts';
import { saveImages } from '../../../stack/images/save.ts';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';

// Two small images of this test's own: no published one is needed or touched.
const found = await dockerOrReason([]);
const { reason } = found;
const docker = found.docker as NonNullable<typeof found.docker>;
const references = ['one', 'two'].map((name) => `sandbox-test-${process.pid}/${name}:1`);

describe.skipIf(reason)(titled('images in a file', reason), () => {
  let folder: string;
  const onProgress = (): void => undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-images-'));
    await writeFile(join(folder, 'content'), 'a'.repeat(1_000_000));
    await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nARG NAME\nLABEL name=$NAME\nCOPY content /\n');
    for (const t of references) {
      const options = { t, buildargs: { NAME: t }, networkmode: 'none' };
      const stream = await docker.buildImage({ context: folder, src: ['Dockerfile', 'content'] }, options);
      for await (const { error } of daemonMessages<{ error?: string }>(stream)) expect(error).toBeUndefined();
    }
  });
  afterAll(async () => {
    await removeImages();
    await rm(folder, { recursive: true });
  });
  async function removeImages(): Promise<void> {
    for (const reference of references) {
      if (await hasImage(docker, reference)) await docker.getImage(reference).remove();
    }
  }

  it('are there again after a load, all of them', async () => {
    const file = join(folder, 'images.tar');
    const reported: number[] = [];
    const bytes = await saveImages({ docker, references, file, onProgress: (written) => reported.push(written) });
    expect(reported.at(-1)).toBe(bytes);
    await removeImages();
    expect((await loadImages({ docker, file, onProgress })).sort()).toEqual(references);
    expect(await Promise.all(references.map((reference) => hasImage(docker, reference)))).toEqual([true, true]);
  });

  it('leave the existing file, and nothing else, when saving is aborted', async () => {
    const place = await mkdtemp(join(folder, 'place-'));
    const file = join(place, 'images.tar');
    await writeFile(file, 'what was there');
    const abort = new AbortController();
    const saving = saveImages({ docker, references, file, signal: abort.signal, onProgress: () => abort.abort() });
    await expect(saving).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(place)).toEqual(['images.tar']);
    expect(await readFile(file, 'utf8')).toBe('what was there');
  });

  it.each([
    ['that is not there', undefined, /there is no such file/],
    ['that is empty', '', /it is empty/],
    ['of another kind', 'hello', /it is no archive of images/],
  ])('cannot be loaded from one %s', async (_, content, message) => {
    const file = join(folder, 'wrong');
    await rm(file, { force: true });
    if (content !== undefined) await writeFile(file, content);
    await expect(loadImages({ docker, file, onProgress })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message) as string,
    });
  });

  it('cannot be loaded from one that was cut off', async () => {
    const file = join(folder, 'images.tar');
    await saveImages({ docker, references, file, onProgress });
    await writeFile(join(folder, 'cut.tar'), (await readFile(file)).subarray(0, 500_000));
    await expect(loadImages({ docker, file: join(folder, 'cut.tar'), onProgress })).rejects.toMatchObject({
      ...{ exitCode: 4, code: 'images-load-failed', message: expect.stringMatching(/unexpected EOF/) as string },
    });
  });

  it('cannot be saved where there is no folder', async () => {
    const saving = saveImages({ docker, references, file: join(folder, 'nowhere', 'x.tar'), onProgress });
    await expect(saving).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/there is no folder/) as string,
    });
  });

  it('are what the message names when one is missing and its registry cannot be reached', async () => {
    // Nothing listens on port 1 of this machine, as for a registry without a network.
    const image = { reference: 'localhost:1/nothing:1', components: ['loki'] as const };
    await expect(ensureEach([image], { docker, onComponent: () => undefined })).rejects.toMatchObject({
      ...{ code: 'image-missing', exitCode: 4, hint: expect.stringContaining('sandbox images load FILE') as string },
      message: expect.stringMatching(
        /^The image localhost:1\/nothing:1 \(loki\) is missing and could not be pulled: .*refused/,
      ) as string,
    });
  });
});
