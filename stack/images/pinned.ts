import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../../lib/paths.ts';
import { componentNames, type ComponentName } from '../components/component.ts';
import { nodeServiceNames, pythonServiceNames } from '../services/index.ts';

/** Describes the stack for the docker runtime, and is the one place where versions are pinned. */
export const composeFile: string = join(packageRoot, 'docker-compose.yml');

/** An image that comes from a registry. */
export interface PinnedImage {
  reference: string;
  /** What runs on it. */
  components: readonly ComponentName[];
}

/** Build arguments with the image that services are built on. */
type BaseImage = 'NODE_IMAGE' | 'PYTHON_IMAGE';

interface ComposeFile {
  services: Record<string, { image?: string; build?: { args?: Partial<Record<BaseImage, string>> } }>;
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
export function nodeBase(): PinnedImage {
  return { reference: baseImage('NODE_IMAGE'), components: nodeServiceNames };
}

/** The base of the images of the Python services. */
export function pythonBase(): PinnedImage {
  return { reference: baseImage('PYTHON_IMAGE'), components: pythonServiceNames };
}

function baseImage(argument: BaseImage): string {
  const [reference] = Object.values(readCompose().services).flatMap(({ build }) => build?.args?.[argument] ?? []);
  if (reference !== undefined) return reference;
  throw new Error(`${composeFile} has no build argument ${argument}, the image that services are built on`);
}

function readCompose(): ComposeFile {
  return parse(readFileSync(composeFile, 'utf8'), { merge: true }) as ComposeFile;
}
