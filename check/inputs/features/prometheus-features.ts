import { UserError } from '../../../lib/errors.ts';
import { defined } from '../../../lib/defined.ts';
import { describeSource } from '../../../lib/events/source-line.ts';
import { nearest } from '../../../lib/nearest.ts';
import { componentVersions } from '../../../stack/components/versions.ts';
import type { FeatureNotice } from '../notice.ts';
import type { Features, FeatureList } from './feature-list.ts';

const always = `Prometheus ${componentVersions.prometheus} has it without the option`;
const ofStorage = 'it changes how samples are stored, not which';
/** Prometheus' command sets them in options of its scraper and storage, which the engine's command leaves as they are. */
const missing = 'the engine of a check cannot switch it on';
const ofServer = 'it concerns a server that runs for longer than a check';

/** Each feature of the release: whether it has an effect in a check, and if not, why. */
const known: Readonly<Record<string, true | string>> = {
  'auto-reload-config': ofServer,
  'concurrent-rule-eval': true,
  'created-timestamp-zero-ingestion': `${missing}: with it a counter begins with a zero sample, so that increase() includes its first value, which is left out here`,
  'delayed-compaction': ofStorage,
  'exemplar-storage': true,
  'extra-scrape-metrics': 'a check has only the setting extra_scrape_metrics, which replaces it',
  'fast-startup': ofServer,
  'histograms-st-encoding': ofStorage,
  'memory-snapshot-on-shutdown': ofServer,
  'metadata-wal-records': 'a check has no write-ahead log',
  'native-histograms': `in Prometheus ${componentVersions.prometheus} it has none: set scrape_native_histograms in the scrape configuration`,
  'old-ui': ofServer,
  'ooo-native-histograms': always,
  openmetrics2: `${missing}, and nothing that a check scrapes offers that format`,
  'otlp-deltatocumulative': true,
  'otlp-native-delta-ingestion': true,
  'promql-binop-fill-modifiers': true,
  'promql-delayed-name-removal': true,
  'promql-duration-expr': always,
  'promql-experimental-functions': true,
  'promql-extended-range-selectors': true,
  'promql-per-step-stats': 'a check reads no statistics of queries',
  'search-api': 'a check does not use the search API',
  'st-storage': `${missing}: samples are stored without the start of their counter`,
  'st-synthesis': `${missing}: samples are stored without the start of their counter`,
  'type-and-unit-labels': true,
  'use-start-timestamps': 'it has one only with st-storage, which the engine of a check cannot switch on',
  'use-uncached-io': ofStorage,
  'xor2-encoding': ofStorage,
  'zstd-scrape': 'it changes how scrapes are compressed, not what they contain',
};

/** Prometheus starts with at most one of them. */
const exclusive = ['otlp-deltatocumulative', 'otlp-native-delta-ingestion'] as const;

/**
 * The features that Prometheus is started with. It accepts unknown ones with a warning, which becomes a notice.
 * @throws UserError for features that exclude each other; exit code 2.
 */
export function readPrometheusFeatures(lists: readonly FeatureList[]): Pick<Features, 'enabled' | 'notices'> {
  const named = lists.flatMap(({ text, source }) => text.split(',').map((name) => ({ name, source })));
  const enabled = [...new Set(named.map(({ name }) => name))];
  if (exclusive.every((name) => enabled.includes(name))) {
    const place = named.find(({ name, source }) => source && exclusive.some((one) => one === name))?.source;
    throw new UserError(
      `${place ? `${describeSource(place)}: ` : ''}cannot enable ${exclusive.join(' and ')} features at the same time`,
      {
        code: 'bad-feature',
        hint: "Remove one of them. The message is Prometheus' own: it would not start with both in production either.",
      },
    );
  }
  const notices = named.flatMap(({ name, source }): FeatureNotice[] => {
    const effect = Object.hasOwn(known, name) ? known[name] : undefined;
    if (effect === true) return [];
    const at = { flag: '--enable-feature', name, source } as const;
    if (effect !== undefined) return [{ type: 'feature-without-effect', ...at, why: effect }];
    return [{ type: 'unknown-feature', ...at, ...defined({ near: nearest(name, Object.keys(known)) }) }];
  });
  return { enabled, notices };
}
