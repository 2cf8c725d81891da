import { join } from 'node:path';
import { configFolder } from '../../../lib/paths.ts';
import { configDuration } from '../../../lib/duration/format-duration.ts';
import { expandGlob, isGlob } from '../../../lib/glob.ts';
import type { AdaptedExporter } from '../collector/adapted-collector.ts';
import type { PrometheusNotice } from '../notice.ts';
import { agentHosts, collectorHosts, type Tiers } from '../tiers/tiers.ts';
import { ownMetrics, prometheusConfig, type ScrapeTarget } from './prometheus-config.ts';
import { type PrometheusSource, readPrometheus } from './prometheus-source.ts';
import { readRules } from './read-rules.ts';
import type { RuleSet } from './rule.ts';

export interface RulesRequest {
  /** Paths and patterns; if empty, the `rule_files` of the Prometheus configuration. */
  rules: readonly string[];
  /** The user's Prometheus configuration. */
  prometheus?: string | undefined;
  /** The Collector's. */
  exporters: readonly AdaptedExporter[];
  tiers?: Tiers | undefined;
  /** Applies unless the Prometheus configuration of the user defines one. */
  scrapeIntervalMs?: number | undefined;
  /** In place of those of files. */
  texts?: ReadonlyMap<string, string> | undefined;
}

/** The configuration and rules of a check's Prometheus. */
export interface PreparedRules {
  rules: RuleSet;
  /** The configuration and the rule files, by absolute path. */
  files: Readonly<Record<string, string>>;
  /** The path of the configuration in `files`. */
  path: string;
  notices: readonly PrometheusNotice[];
}

/** The sandbox's own rules, for a check without rule files. */
export const ownRules: readonly string[] = ['collector.yml', 'services.yml'].map((name) =>
  join(configFolder, 'rules', name),
);

/**
 * Reads the rules and the configuration that a check's Prometheus evaluates them with.
 * @throws UserError for missing and invalid files; exit code 2.
 */
export function prepareRules(request: RulesRequest): PreparedRules {
  const { rules: patterns, prometheus, exporters, tiers, texts } = request;
  const source = withScrapeInterval(readPrometheus(prometheus), request.scrapeIntervalMs);
  const theirs = prometheus === undefined ? [] : source.ruleFiles;
  // Prometheus accepts a pattern in rule_files that matches nothing; a check does too, but reports it.
  const empty =
    patterns.length > 0 ? [] : theirs.filter((pattern) => isGlob(pattern) && expandGlob(pattern).length === 0);
  const named = patterns.length > 0 ? patterns : theirs.filter((pattern) => !empty.includes(pattern));
  const { notices, ...rules } = readRules(named, { intervalMs: source.evaluationIntervalMs, texts });
  const config = prometheusConfig(source, rules, scrapeTargets(exporters, tiers), {
    ...ownMetrics,
    hosts: [...collectorHosts(tiers), ...(tiers ? agentHosts : [])],
  });
  return {
    rules:
      prometheus === undefined ? rules : { ...rules, originals: { ...rules.originals, [config.path]: prometheus } },
    files: { ...rules.files, [config.path]: config.text },
    path: config.path,
    notices: [
      ...source.notices,
      ...notices,
      ...config.notices,
      ...empty.map((pattern): PrometheusNotice => {
        return { type: 'unmatched-rule-files', pattern, source: source.sourceOf?.(['rule_files']) };
      }),
    ],
  };
}

function withScrapeInterval(source: PrometheusSource, ms: number | undefined): PrometheusSource {
  const isDefined = source.file !== undefined && source.global.scrape_interval !== undefined;
  if (ms === undefined || isDefined) return source;
  // Prometheus rejects a timeout that is longer than the interval; the default is shortened by itself.
  return { ...source, global: { ...source.global, scrape_interval: configDuration(ms) } };
}

/** The exporters that are scraped. */
function scrapeTargets(exporters: readonly AdaptedExporter[], tiers: Tiers | undefined): ScrapeTarget[] {
  const scrapedOn = (hosts: readonly string[], some: readonly AdaptedExporter[]): ScrapeTarget[] =>
    some.flatMap(({ id, how, port }) => (how === 'scraped' && port !== undefined ? [{ job: id, hosts, port }] : []));
  return [
    ...scrapedOn(collectorHosts(tiers), exporters),
    ...(tiers ? scrapedOn(agentHosts, tiers.agent.exporters) : []),
  ];
}
