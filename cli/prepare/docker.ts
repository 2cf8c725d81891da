import { componentsOf } from '../../stack/components/component.ts';
import { connectDocker } from '../../stack/docker/connect.ts';
import { ensureImages } from '../../stack/images/ensure-images.ts';
import { ensurePythonImages } from '../../stack/images/services/ensure-python-images.ts';
import { ensureServicesImage } from '../../stack/images/services/ensure-services-image.ts';
import type { PrepareOptions } from './options.ts';

/** The images of the docker runtime: pulled, or built. */
export async function prepareDocker({ services, signal, onComponent, onReady }: PrepareOptions): Promise<void> {
  const { docker } = await connectDocker({ signal });
  const options = { docker, onComponent, signal, components: componentsOf(services) };
  await ensureImages(options);
  await ensureServicesImage(options);
  await ensurePythonImages(options);
  onReady('Docker images');
}
