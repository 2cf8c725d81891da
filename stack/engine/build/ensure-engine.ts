import { ensureProgram, type EnsuredProgram, type EnsureOptions } from './ensure-program.ts';
import { engineProgram, shopProgram } from './programs.ts';

/** The Collector and Prometheus; see `ensureProgram`. */
export function ensureEngine(options: EnsureOptions = {}): Promise<EnsuredProgram> {
  return ensureProgram(engineProgram, options);
}

/** Redis and the demo services in Go; see `ensureProgram`. */
export function ensureShop(options: EnsureOptions = {}): Promise<EnsuredProgram> {
  return ensureProgram(shopProgram, options);
}
