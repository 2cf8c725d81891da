import { componentsOf } from '../../stack/components/component.ts';
import { connectDocker } from '../../stack/docker/connect.ts';
import { ensureImages } from '../../stack/images/ensure-images.ts';
import { ensureBuiltImages } from '../../stack/images/services/ensure-built-images.ts';
import type { PrepareOptions } from './options.ts';

/** The images of the docker runtime: pulled, or built. */
export async function prepareDocker({ services, signal, onComponent, onReady }: PrepareOptions): Promise<void> {
  const { docker } = await connectDocker({ signal });
  const options = { docker, onComponent, signal, components: componentsOf(services) };
  await ensureImages(options);
  await ensureBuiltImages(options);
  onReady('Docker images');
}
