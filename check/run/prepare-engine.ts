import type { RunEvent } from '../../lib/events/run-event.ts';
import { ensureEngine } from '../../stack/engine/build/ensure-engine.ts';
import { type LoadedEngine, loadEngine } from '../../stack/engine/load.ts';

export interface PrepareOptions {
  signal: AbortSignal;
  /** Called while the engine is built, which takes minutes the first time; not called if it exists already. */
  onComponent?: ((event: RunEvent) => void) | undefined;
  env?: NodeJS.ProcessEnv;
  /** It runs for seconds only, too short for optimized code to pay off. */
  isBrief?: boolean;
}

/** Builds the engine if necessary, and compiles it. Rejects with a UserError (exit code 4) if it cannot be built. */
export async function prepareEngine({
  signal,
  onComponent,
  env,
  isBrief = false,
}: PrepareOptions): Promise<LoadedEngine> {
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
  return loadEngine(files, isBrief ? { compiler: 'baseline' } : {});
}
