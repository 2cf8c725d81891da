import { rm } from 'node:fs/promises';
import { UserError } from '../../lib/errors.ts';
import { makeTemporaryFolder } from '../../lib/temporary-folder.ts';
import type { ComponentName } from '../../stack/components/component.ts';
import { ensureEngine, ensureShop } from '../../stack/engine/build/ensure-engine.ts';
import { ensureEnvironment } from '../../stack/python/environment.ts';
import { findPython } from '../../stack/python/find-python.ts';
import { preparePostgres } from '../../stack/runtimes/embedded/postgres/start-postgres.ts';
import { goServiceNames, pythonServiceNames, type ServiceName } from '../../stack/services/index.ts';
import type { PrepareOptions } from './options.ts';

/** What the embedded runtime builds and installs on its first start: engine, database, Python packages. */
export async function prepareEmbedded(options: PrepareOptions): Promise<void> {
  const { services, signal, onReady } = options;
  await ensureEngine({ signal, onProgress: progressOf('otel-collector', options) });
  onReady('engine: the Collector and Prometheus');
  if (goServiceNames.some((name) => services.includes(name))) {
    await ensureShop({ signal, onProgress: progressOf('shipping', options) });
    onReady('Redis and the services in Go');
  }
  await prepareDatabase(signal);
  onReady('PostgreSQL');
  for (const name of pythonServiceNames.filter((one) => services.includes(one))) await preparePython(name, options);
}

/** A data folder, which is kept as a template in the cache; it is made by the first start otherwise. */
async function prepareDatabase(signal: AbortSignal): Promise<void> {
  const folder = await makeTemporaryFolder('prepare');
  try {
    const home = await preparePostgres({ folder, signal });
    await home.remove();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function preparePython(name: ServiceName, options: PrepareOptions): Promise<void> {
  const { signal, onReady, onSkipped } = options;
  try {
    const python = await findPython(process.env, signal);
    await ensureEnvironment(name, { python, signal, onProgress: progressOf(name, options) });
    onReady(`Python packages of ${name}, for Python ${python.version}`);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'python-missing') throw error;
    onSkipped(`${name} is skipped. ${error.message}`);
  }
}

function progressOf(name: ComponentName, { onComponent }: PrepareOptions) {
  return ({ progress, detail }: { progress: number; detail: string }): void =>
    onComponent({ type: 'component', time: new Date().toISOString(), name, state: 'building', progress, detail });
}
