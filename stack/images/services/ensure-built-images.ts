import { goServiceNames, nodeServiceNames, pythonServiceNames, serviceNames } from '../../services/index.ts';
import type { EnsureImagesOptions } from '../ensure-images.ts';
import { ensureGoImage } from './ensure-go-image.ts';
import { ensurePythonImages } from './ensure-python-images.ts';
import { ensureNodeImage } from './ensure-node-image.ts';

/**
 * Builds the images of services where the daemon does not have them yet; `components` limits them to some services.
 * Returns the references by the variables of docker-compose.yml: `SANDBOX_INVENTORY_IMAGE`.
 * @throws UserError (exit code 4) where one cannot be built.
 */
export async function ensureBuiltImages(options: EnsureImagesOptions): Promise<Record<string, string>> {
  const { components = serviceNames } = options;
  const wants = (names: readonly string[]): boolean => components.some((name) => names.includes(name));
  const variables: Record<string, string> = {};
  if (wants(nodeServiceNames)) variables.SANDBOX_SERVICES_IMAGE = await ensureNodeImage(options);
  if (wants(goServiceNames)) variables.SANDBOX_GO_SERVICES_IMAGE = await ensureGoImage(options);
  if (wants(pythonServiceNames)) {
    for (const [name, image] of await ensurePythonImages(options)) {
      variables[`SANDBOX_${name.toUpperCase()}_IMAGE`] = image;
    }
  }
  return variables;
}
