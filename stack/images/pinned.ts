import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../../lib/paths.ts';
import { componentNames, serviceNames, type ComponentName } from '../components/component.ts';

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

/** The published images, one for each component that is not ours. */
export function publishedImages(): PinnedImage[] {
  const { services } = readCompose();
  return componentNames.flatMap((component) => {
    const { image } = services[component] ?? {};
    const isOurs = serviceNames.some((name) => name === component);
    return isOurs || image === undefined ? [] : [{ reference: image, components: [component] }];
  });
}

/** What the demo services' image is built on. */
export function servicesBase(): PinnedImage {
  const found = Object.values(readCompose().services).flatMap(({ build }) => build?.args?.NODE_IMAGE ?? []);
  const [reference] = found;
  if (reference === undefined) throw new Error(`${composeFile} says nowhere what the services are built on`);
  return { reference, components: serviceNames };
}

function readCompose(): ComposeFile {
  return parse(readFileSync(composeFile, 'utf8'), { merge: true }) as ComposeFile;
}
