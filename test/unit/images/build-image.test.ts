import { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { expect, test, vi } from 'vitest';
import type { ComponentEvent } from '../../../lib/events/component-event.ts';
import { buildFailure, buildImage } from '../../../stack/images/services/build-image.ts';

const build = {
  reference: 'sandbox-inventory:1',
  services: ['inventory', 'shipping'],
  folder: '/context',
  src: ['Dockerfile'],
  options: { buildargs: { PYTHON_IMAGE: 'python:3' } },
} as const;

async function run(...messages: object[]) {
  const events: ComponentEvent[] = [];
  const started = vi.fn(() => Promise.resolve(Readable.from(messages.map((one) => `${JSON.stringify(one)}\n`))));
  const docker = { buildImage: started } as unknown as Dockerode;
  await buildImage({ ...build, src: [...build.src] }, { docker, onComponent: (event) => events.push(event) });
  return { started, progress: events.map(({ name, state, progress }) => [name, state, progress]) };
}

test('reports the steps of the build as progress of each service', async () => {
  const { started, progress } = await run(
    { stream: 'Step 1/4 : FROM x' },
    { stream: ' ---> y' },
    { stream: 'Step 3/4 : RUN' },
  );
  const both = (share: number) => build.services.map((name) => [name, 'building', share]);
  expect(progress).toEqual([0, 0, 0.5, 1].flatMap(both));
  expect(started).toHaveBeenCalledWith(
    { context: '/context', src: ['Dockerfile'] },
    { t: build.reference, rm: true, buildargs: { PYTHON_IMAGE: 'python:3' } },
  );
});

test('rejects with the reason of the daemon, which the error names', async () => {
  const error: unknown = await run({ error: 'no space left' }).catch((reason: unknown) => reason);
  const failure = buildFailure('inventory', error, 'Free some.');
  expect(failure).toMatchObject({ code: 'services-image-failed', exitCode: 4, hint: 'Free some.' });
  expect(failure.message).toBe('The image of inventory could not be built: no space left');
});
