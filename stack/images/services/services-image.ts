import { servicesBase } from '../pinned.ts';
import { contextHash, servicesContext, type ContextFile } from './build-context.ts';

export interface ServicesImage {
  /** Its tag is made of its content: other code is another image. */
  reference: string;
  files: readonly ContextFile[];
}

/**
 * The image of the demo services as this package would build it; reads about 13 MB. Throws a UserError as
 * `servicesContext` does.
 */
export function servicesImage(): ServicesImage {
  const files = servicesContext();
  return { reference: `sandbox-services:${contextHash(files, servicesBase().reference)}`, files };
}
