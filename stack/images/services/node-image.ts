import { nodeBase } from '../pinned.ts';
import { contextHash, nodeContext, type ContextFile } from './build-context.ts';

export interface NodeImage {
  /** Its tag is made of its content: other code is another image. */
  reference: string;
  files: readonly ContextFile[];
}

/**
 * The image of the Node services as this package would build it; reads about 13 MB. Throws a UserError as
 * `nodeContext` does.
 */
export function nodeImage(): NodeImage {
  const files = nodeContext();
  return { reference: `sandbox-services:${contextHash(files, nodeBase().reference)}`, files };
}
