import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readThresholds, type SamplingThresholds, sandboxThresholds } from '../../scenarios/sampling/thresholds.ts';
import type { Target } from './target.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

/** By which sampling policies the traces of a scenario are judged on a sandbox. */
export async function scenarioThresholds(
  { judgedBy }: Pick<Scenario, 'judgedBy'>,
  { folder, sampling }: Pick<Target, 'folder' | 'sampling'>,
): Promise<SamplingThresholds> {
  const own = sandboxThresholds();
  if (judgedBy === 'running') return readThresholds(await readFile(join(folder, 'config', 'collector.yaml'), 'utf8'));
  return sampling === 'all' ? { ...own, baselineShare: 1 } : own;
}
