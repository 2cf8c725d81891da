import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../../lib/paths.ts';
import { catalog } from '../../../scenarios/catalog/index.ts';
import { scenarioMarkdown } from '../../../scenarios/catalog/markdown.ts';

interface RuleFile {
  groups: { rules: { alert?: string; labels?: Record<string, string>; annotations?: Record<string, string> }[] }[];
}

const rulesFolder = join(packageRoot, 'stack', 'config', 'rules');
const alerts = readdirSync(rulesFolder)
  .flatMap((file) => (parse(readFileSync(join(rulesFolder, file), 'utf8')) as RuleFile).groups)
  .flatMap(({ rules }) => rules)
  .filter(({ alert }) => alert !== undefined);

describe('docs/scenarios', () => {
  it.each(catalog.map((scenario) => [scenario.name, scenario] as const))(
    '%s matches the catalog (npm run docs writes it again)',
    (name, scenario) => {
      expect(readFileSync(join(packageRoot, 'docs', 'scenarios', `${name}.md`), 'utf8')).toBe(
        scenarioMarkdown(scenario),
      );
    },
  );
});

describe('alert rules', () => {
  it('are the ones that the documentation promises', () => {
    expect(alerts.map(({ alert }) => alert).sort()).toEqual([
      'LegacyServiceDown',
      'OTelCollectorDropping',
      'OTelCollectorExportStalled',
      'ServiceErrorRateHigh',
      'ServiceLatencyHigh',
      'ServiceMemoryHigh',
    ]);
  });

  it.each(alerts.map((rule) => [rule.alert, rule] as const))(
    '%s has a severity, a summary and a runbook',
    (_, rule) => {
      expect(rule.labels?.severity).toMatch(/^(critical|warning)$/);
      expect(rule.annotations?.summary).toBeTruthy();
      expect(existsSync(join(packageRoot, rule.annotations?.runbook ?? 'none'))).toBe(true);
    },
  );
});
