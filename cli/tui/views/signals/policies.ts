import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configFolder } from '../../../../lib/paths.ts';
import { readSamplerConfig, type SamplerConfig } from '../../../../scenarios/sampling/sampler-config.ts';
import type { StackView } from '../../state/shared.ts';

/** The sampling policies: of the running Collector or, if they cannot be read, of stack/config. */
export interface KnownPolicies extends SamplerConfig {
  running: boolean;
}

export const noPolicies: KnownPolicies = { policies: [], decisionWait: '', running: false };

/** Reads the policies from the configuration of this sandbox. */
export async function readPolicies({ configFolder: folder }: StackView): Promise<KnownPolicies> {
  if (folder !== undefined) {
    const text = await readFile(join(folder, 'collector.yaml'), 'utf8').catch(() => undefined);
    if (text !== undefined) return { ...readSamplerConfig(text), running: true };
  }
  return { ...readSamplerConfig(await readFile(join(configFolder, 'collector.yaml'), 'utf8')), running: false };
}
