import type Dockerode from 'dockerode';
import { messageOf } from '../../lib/errors.ts';
import type { ComponentName } from '../../stack/components/component.ts';
import { composeVersion } from '../../stack/docker/compose-command.ts';
import { connectDocker } from '../../stack/docker/connect.ts';
import { imagesToPull } from '../../stack/images/present.ts';
import { ensureBuiltImages } from '../../stack/images/services/ensure-built-images.ts';
import type { ServiceName } from '../../stack/services/index.ts';

/** Docker as tests need it, or why these tests are skipped. */
export type DockerForTests =
  | { docker: Dockerode; env: Record<string, string>; reason?: undefined }
  | { docker?: undefined; env?: undefined; reason: string };

/**
 * Whether a daemon, `docker compose` and the images of some components (all, by default) are here. Nothing is pulled. Where they are
 * not, the reason is printed; it belongs into the title of what is skipped, too: `describe.skipIf(reason)(titled('Loki', reason))`.
 */
export async function dockerOrReason(components?: readonly ComponentName[]): Promise<DockerForTests> {
  let found: DockerForTests;
  try {
    const connection = await connectDocker();
    await composeVersion(connection);
    const missing = (await imagesToPull(connection.docker)).filter(
      (image) => components === undefined || image.components.some((name) => components.includes(name)),
    );
    found =
      missing.length === 0
        ? { docker: connection.docker, env: connection.env }
        : { reason: `no image ${missing.map(({ reference }) => reference).join(', ')}` };
    await prepareTestcontainers(connection.docker);
  } catch (error) {
    found = { reason: messageOf(error) };
  }
  if (found.reason !== undefined) process.stdout.write(`tests with Docker are skipped: ${found.reason}\n`);
  return found;
}

/** The same, with the images of services built, or why they cannot be: that of a Python service needs the network once. */
export async function builtImagesOrReason(
  services: readonly ServiceName[],
): Promise<DockerForTests & { images?: Record<string, string> }> {
  const found = await dockerOrReason();
  if (found.reason !== undefined) return found;
  try {
    const onComponent = (): void => undefined;
    return { ...found, images: await ensureBuiltImages({ docker: found.docker, components: services, onComponent }) };
  } catch (error) {
    const reason = messageOf(error);
    process.stdout.write(`tests with all services on Docker are skipped: ${reason}\n`);
    return { reason };
  }
}

/** A title that says why it is skipped, where it is. */
export function titled(title: string, reason: string | undefined): string {
  return reason === undefined ? title : `${title} (skipped: ${reason})`;
}

/**
 * Ports are published on 127.0.0.1, and asked for there: testcontainers would try another address where this machine looks to it like
 * a container. What a killed test run leaves it removes through a container of its own, Ryuk. Where that one's image is not here it
 * would be pulled: then the tests do without, and remove what they start themselves, as they do anyway.
 */
async function prepareTestcontainers(docker: Dockerode): Promise<void> {
  process.env.TESTCONTAINERS_HOST_OVERRIDE ??= '127.0.0.1';
  const images = await docker.listImages();
  const has = images.some(({ RepoTags }) => RepoTags?.some((tag) => tag.startsWith('testcontainers/ryuk:')));
  if (!has) process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
}
