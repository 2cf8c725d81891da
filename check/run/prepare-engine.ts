import type { RunEvent } from '../../lib/events/run-event.ts';
import { ensureEngine } from '../../stack/engine/build/ensure-engine.ts';
import { type LoadedEngine, loadEngine } from '../../stack/engine/load.ts';

export interface PrepareOptions {
  signal: AbortSignal;
  /** Told while it is built, which takes minutes the first time; not at all where it is there. */
  onComponent?: ((event: RunEvent) => void) | undefined;
  env?: NodeJS.ProcessEnv;
}

/** The engine, built if need be, and compiled. Rejects with a UserError with exit code 4 where there is none and none can be built. */
export async function prepareEngine({ signal, onComponent, env }: PrepareOptions): Promise<LoadedEngine> {
  const files = await ensureEngine({
    signal,
    ...(env ? { env } : {}),
    onProgress: ({ progress, detail }) =>
      onComponent?.({
        ...{ type: 'component', time: new Date().toISOString(), name: 'otel-collector', state: 'building' },
        ...{ progress, detail },
      }),
  });
  signal.throwIfAborted();
  return loadEngine(files);
}
