import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareConfig, type PrepareConfigOptions, type PreparedConfig } from '../../pacing/prepare-config.ts';

/** Makes the folders of a run and writes its configuration into them; rejects as `prepareConfig` does. */
export async function prepareRun(
  folder: string,
  options: Omit<PrepareConfigOptions, 'target'>,
): Promise<PreparedConfig> {
  const config = await prepareConfig({ ...options, target: join(folder, 'config') });
  // Containers read it as other users; here it is read by this process alone.
  await chmod(config.folder, 0o700);
  await mkdir(join(folder, 'prometheus'), { recursive: true, mode: 0o700 });
  return config;
}
