import type Dockerode from 'dockerode';
import { expect, test } from 'vitest';
import { nodeBase } from '../../../stack/images/pinned.ts';
import { imagesToPull } from '../../../stack/images/present.ts';
import { componentsOf } from '../../../stack/components/component.ts';
import { coreServiceNames, type ServiceName } from '../../../stack/services/index.ts';

/** A daemon without any image. */
const docker = {
  getImage: () => ({ inspect: () => Promise.reject(Object.assign(new Error('no such image'), { statusCode: 404 })) }),
} as unknown as Dockerode;

test('the base of an image of services has to be pulled only for services that it is for', async () => {
  const missing = async (services: readonly ServiceName[]): Promise<string[]> =>
    (await imagesToPull(docker, componentsOf(services))).map(({ reference }) => reference);
  const { reference } = nodeBase();
  expect(await missing(coreServiceNames)).toContain(reference);
  expect(await missing([])).not.toContain(reference);
  expect((await missing([])).length).toBeGreaterThan(3);
});
