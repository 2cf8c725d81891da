import { join } from 'node:path';
import { configFolder } from '../../../lib/paths.ts';
import { expandGlob, isGlob } from '../../../lib/glob.ts';
import type { WayOut } from '../collector/adapted-collector.ts';
import type { PrometheusNotice } from '../notice.ts';
import { prometheusConfig, type ScrapeTarget } from './prometheus-config.ts';
import { readPrometheus } from './prometheus-source.ts';
import { readRules } from './read-rules.ts';
import type { RuleSet } from './rule.ts';

export interface RulesRequest {
  /** Names and patterns as given; with none those of the Prometheus file. */
  rules: readonly string[];
  /** The person's Prometheus configuration. */
  prometheus?: string | undefined;
  waysOut: readonly WayOut[];
}

/** All that a check's Prometheus is started with. */
export interface PreparedRules {
  rules: RuleSet;
  /** The configuration and the rules by absolute path. */
  files: Readonly<Record<string, string>>;
  /** Which of `files` Prometheus is started with. */
  path: string;
  notices: readonly PrometheusNotice[];
}

/** The sandbox's own rules, for a check that is given none. */
export const ownRules: readonly string[] = [join(configFolder, 'rules', '*.yml')];

/**
 * Reads the rules and the configuration that a check's Prometheus evaluates them with.
 * @throws UserError for files that are missing or are not what they should be; exit code 2.
 */
export function prepareRules({ rules: patterns, prometheus, waysOut }: RulesRequest): PreparedRules {
  const source = readPrometheus(prometheus);
  const theirs = prometheus === undefined ? [] : source.ruleFiles;
  // Prometheus itself starts with a pattern of rule_files that finds nothing, and so does a check, but tells it.
  const empty =
    patterns.length > 0 ? [] : theirs.filter((pattern) => isGlob(pattern) && expandGlob(pattern).length === 0);
  const named = patterns.length > 0 ? patterns : theirs.filter((pattern) => !empty.includes(pattern));
  const rules = readRules(named, { intervalMs: source.evaluationIntervalMs });
  const config = prometheusConfig(source, rules, scrapedBy(waysOut));
  return {
    rules:
      prometheus === undefined ? rules : { ...rules, originals: { ...rules.originals, [config.path]: prometheus } },
    files: { ...rules.files, [config.path]: config.text },
    path: config.path,
    notices: [
      ...source.notices,
      ...config.notices,
      ...empty.map((pattern): PrometheusNotice => {
        return { type: 'unmatched-rule-files', pattern, source: source.sourceOf?.(['rule_files']) };
      }),
    ],
  };
}

function scrapedBy(waysOut: readonly WayOut[]): ScrapeTarget[] {
  return waysOut.flatMap(({ id, how, port }) =>
    how === 'scraped' && port !== undefined ? [{ job: id, host: 'otel-collector', port }] : [],
  );
}
