import { join } from 'node:path';
import { configFolder } from '../../../lib/paths.ts';
import { expandGlob, isGlob } from '../../../lib/glob.ts';
import type { Finding } from '../../../lib/events/finding.ts';
import type { AdaptedExporter } from '../collector/adapted-collector.ts';
import { prometheusConfig, type ScrapeTarget } from './prometheus-config.ts';
import { readPrometheus } from './prometheus-source.ts';
import { readRules } from './read-rules.ts';
import type { RuleSet } from './rule.ts';

export interface RulesRequest {
  /** Names and patterns as given; with none those of the Prometheus file. */
  rules: readonly string[];
  /** The person's Prometheus configuration. */
  prometheus?: string | undefined;
  exporters: readonly AdaptedExporter[];
}

/** All that a check's Prometheus is started with. */
export interface PreparedRules {
  rules: RuleSet;
  /** The configuration and the rules by absolute path. */
  files: Readonly<Record<string, string>>;
  /** Which of `files` Prometheus is started with. */
  path: string;
  findings: readonly Finding[];
}

/** The sandbox's own rules, for a check that is given none. */
export const ownRules: readonly string[] = [join(configFolder, 'rules', '*.yml')];

/**
 * Reads the rules and the configuration that a check's Prometheus evaluates them with.
 * @throws UserError for files that are missing or are not what they should be; exit code 2.
 */
export function prepareRules({ rules: patterns, prometheus, exporters }: RulesRequest): PreparedRules {
  const source = readPrometheus(prometheus);
  const theirs = prometheus === undefined ? [] : source.ruleFiles;
  // Prometheus itself starts with a pattern of rule_files that finds nothing, and so does a check, but tells it.
  const empty =
    patterns.length > 0 ? [] : theirs.filter((pattern) => isGlob(pattern) && expandGlob(pattern).length === 0);
  const named = patterns.length > 0 ? patterns : theirs.filter((pattern) => !empty.includes(pattern));
  const rules = readRules(named, { intervalMs: source.evaluationIntervalMs });
  const config = prometheusConfig(source, rules, scrapedBy(exporters));
  return {
    rules:
      prometheus === undefined ? rules : { ...rules, originals: { ...rules.originals, [config.path]: prometheus } },
    files: { ...rules.files, [config.path]: config.text },
    path: config.path,
    findings: [
      ...source.findings,
      ...config.findings,
      ...empty.map((pattern): Finding => ({
        kind: 'component-passed-through',
        severity: 'warning',
        subject: 'rule_files',
        message: `The pattern ${pattern} of rule_files finds no file, so that it brings no rule.`,
        ...(source.sourceOf ? { source: source.sourceOf(['rule_files']) } : {}),
        evidence: [],
      })),
    ],
  };
}

function scrapedBy(exporters: readonly AdaptedExporter[]): ScrapeTarget[] {
  return exporters.flatMap(({ id, how, port }) =>
    how === 'scraped' && port !== undefined ? [{ job: id, host: 'otel-collector', port }] : [],
  );
}
