import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { configFolder } from '../../../lib/paths.ts';

/** A folder for --config with these files, removed after the test. */
export function configWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export interface CollectorConfig {
  processors: Record<string, Record<string, unknown>>;
  exporters: Record<string, Record<string, unknown>>;
  service: { pipelines: Record<string, { receivers: string[]; processors: string[]; exporters: string[] }> };
}

/** Our own Collector configuration, changed. */
export function collectorConfig(change: (config: CollectorConfig) => void): string {
  const config = parse(readFileSync(join(configFolder, 'collector.yaml'), 'utf8'), { merge: true }) as CollectorConfig;
  change(config);
  return stringify(config, { aliasDuplicateObjects: false });
}
