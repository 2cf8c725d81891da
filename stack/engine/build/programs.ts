import { join } from 'node:path';
import { packageRoot } from '../../../lib/paths.ts';
import { engineSources, hashSources } from './sources.ts';

/** A Go program for js/wasm that this package builds from its sources, or brings along built. */
export interface GoProgram {
  /** Its folder in the cache, and its file without `.wasm`. */
  name: string;
  /** As in messages: `the engine`. */
  title: string;
  /** The folder of its go.mod. */
  folder: string;
  /** Other folders that it is built from: modules that its go.mod replaces, and files of the overlay. */
  more: readonly string[];
  /** Holds `goroot`, and the changes of vendored modules if there are any. */
  overlay: string;
  /**
   * What npm has of the programs, by their names. `npm run engine:publish-list` writes it; the published package is
   * without it, as it brings them along.
   */
  publishedFile: string;
}

const publishedFile = join(engineSources, 'published.json');

/** The Collector and Prometheus. */
export const engineProgram: GoProgram = {
  name: 'engine',
  title: 'the engine',
  folder: engineSources,
  more: [],
  overlay: join(engineSources, 'overlay'),
  publishedFile,
};

/** Redis and the demo services in Go: a program of its own, so that the engine does not become larger. */
export const shopProgram: GoProgram = {
  name: 'shop',
  title: 'the Go services',
  folder: join(engineSources, 'shop'),
  more: [
    join(engineSources, 'host'),
    join(engineSources, 'overlay', 'goroot'),
    ...['gokit', 'legacy', 'shipping'].map((name) => join(packageRoot, 'services', name)),
  ],
  overlay: join(engineSources, 'overlay'),
  publishedFile,
};

/** Every program that this package builds or brings along. */
export const programs: readonly GoProgram[] = [engineProgram, shopProgram];

/** The hash of what a program is built from; undefined in the published package, which has no sources. */
export const sourcesOf = ({ folder, more }: GoProgram): string | undefined => hashSources(folder, more);
