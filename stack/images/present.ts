import type Dockerode from 'dockerode';
import { type ComponentName, componentsOf } from '../components/component.ts';
import { coreServiceNames, nodeServiceNames, pythonServiceNames } from '../services/index.ts';
import { publishedImages, pythonBase, nodeBase, type PinnedImage } from './pinned.ts';
import { pythonImage } from './services/python-image.ts';
import { nodeImage } from './services/node-image.ts';

/** Whether the daemon has an image; rejects when the daemon does not answer. */
export async function hasImage(docker: Dockerode, reference: string): Promise<boolean> {
  try {
    await docker.getImage(reference).inspect();
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}

/** Those of some images that the daemon does not have. */
export async function absent(docker: Dockerode, images: readonly PinnedImage[]): Promise<PinnedImage[]> {
  const has = await Promise.all(images.map(({ reference }) => hasImage(docker, reference)));
  return images.filter((_, index) => has[index] !== true);
}

/**
 * The images that would have to be pulled before a boot of these components, by default of the core services. What an
 * image of services is built on is among them only where that image is still to be built.
 */
export async function imagesToPull(
  docker: Dockerode,
  components: readonly ComponentName[] = componentsOf(coreServiceNames),
): Promise<PinnedImage[]> {
  const needsNode = nodeServiceNames.some((name) => components.includes(name));
  const isBuilt = !needsNode || (await hasImage(docker, nodeImage().reference));
  const python = pythonServiceNames.filter((name) => components.includes(name));
  const unbuilt = await Promise.all(python.map(async (name) => !(await hasImage(docker, pythonImage(name)))));
  return absent(docker, [
    ...publishedImages(components),
    ...(isBuilt ? [] : [nodeBase()]),
    ...(unbuilt.includes(true) ? [pythonBase()] : []),
  ]);
}
