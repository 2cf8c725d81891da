import { nodeBase } from '../pinned.ts';
import { contextHash, nodeContext, type ContextFile } from './build-context.ts';

export interface NodeImage {
  /** Its tag is made of its content: other code is another image. */
  reference: string;
  files: readonly ContextFile[];
}

let image: NodeImage | undefined;

/**
 * The image of the Node services as this package would build it; reads about 13 MB at the first call. Throws a UserError
 * as `nodeContext` does.
 */
export function nodeImage(): NodeImage {
  if (image === undefined) {
    const files = nodeContext();
    image = { reference: `sandbox-services:${contextHash(files, nodeBase().reference)}`, files };
  }
  return image;
}
