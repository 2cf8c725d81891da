import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readThresholds, type SamplingThresholds, sandboxThresholds } from '../../scenarios/sampling/thresholds.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

/** By which sampling policies the traces of a scenario are judged on a sandbox with this session folder. */
export async function scenarioThresholds(
  { judgedBy }: Pick<Scenario, 'judgedBy'>,
  folder: string,
): Promise<SamplingThresholds> {
  if (judgedBy === 'sandbox') return sandboxThresholds();
  return readThresholds(await readFile(join(folder, 'config', 'collector.yaml'), 'utf8'));
}
