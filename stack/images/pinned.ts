import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../../lib/paths.ts';
import { componentNames, type ComponentName } from '../components/component.ts';
import { nodeServiceNames } from '../services/index.ts';

/** Describes the stack for the docker runtime, and is the one place where versions are pinned. */
export const composeFile: string = join(packageRoot, 'docker-compose.yml');

/** An image that comes from a registry. */
export interface PinnedImage {
  reference: string;
  /** What runs on it. */
  components: readonly ComponentName[];
}

interface ComposeFile {
  services: Record<string, { image?: string; build?: { args?: { NODE_IMAGE?: string } } }>;
}

/**
 * The published images: one for each component whose image docker-compose.yml names by a version and not by a variable.
 */
export function publishedImages(components = componentNames): PinnedImage[] {
  const { services } = readCompose();
  return components.flatMap((component) => {
    const { image } = services[component] ?? {};
    return image === undefined || image.startsWith('${') ? [] : [{ reference: image, components: [component] }];
  });
}

/** The base of the image of the Node services. */
export function servicesBase(): PinnedImage {
  const found = Object.values(readCompose().services).flatMap(({ build }) => build?.args?.NODE_IMAGE ?? []);
  const [reference] = found;
  if (reference === undefined)
    throw new Error(`${composeFile} has no build argument NODE_IMAGE, the image that the services are built on`);
  return { reference, components: nodeServiceNames };
}

function readCompose(): ComposeFile {
  return parse(readFileSync(composeFile, 'utf8'), { merge: true }) as ComposeFile;
}
