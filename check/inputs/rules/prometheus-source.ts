import { join } from 'node:path';
import { UserError } from '../../../lib/errors.ts';
import { configFolder } from '../../../lib/paths.ts';
import { asArray, asObject, asString, type JsonObject } from '../../../lib/json.ts';
import { parseDuration } from '../../../lib/duration/parse-duration.ts';
import { parseYamlSource, type YamlSource } from '../../../lib/yaml/yaml-source.ts';
import type { PrometheusNotice } from '../notice.ts';
import { readFiles } from '../read-files.ts';

/** The parts of a Prometheus configuration that a check uses. */
export interface PrometheusSource {
  /** The path in the arguments; undefined for the sandbox's own. */
  file?: string;
  global: JsonObject;
  otlp: JsonObject;
  /** The scrape jobs. */
  jobs: readonly JsonObject[];
  storage: JsonObject;
  /** Unknown sections, which Prometheus rejects. */
  unknown: JsonObject;
  /** Its `rule_files`, resolved from its own folder as Prometheus does. */
  ruleFiles: readonly string[];
  /** The evaluation interval of groups without their own. */
  evaluationIntervalMs: number;
  sourceOf?: YamlSource['sourceOf'];
  /** Sections that a check ignores. */
  notices: readonly PrometheusNotice[];
}

/** Prometheus' default evaluation interval. */
const defaultIntervalMs = 60_000;

/** Sections that have no counterpart in a check, and the effect of ignoring each. */
const ignored: Readonly<Record<string, string>> = {
  remote_write: 'no samples are sent to remote storage',
  remote_read: 'no series are read from remote storage',
  alerting: 'no Alertmanager is notified; the check reads the alerts from Prometheus',
  tracing: "Prometheus' own traces are not sent",
  scrape_config_files: 'scrape jobs in separate files are not read',
};

const known = new Set([
  'global',
  'runtime',
  'rule_files',
  'scrape_configs',
  'otlp',
  'storage',
  ...Object.keys(ignored),
]);
const mostUnknown = 10;

/**
 * Reads the user's prometheus.yml, or the sandbox's own. Prometheus validates its contents.
 * @throws UserError if it cannot be read or is not YAML; exit code 2.
 */
export function readPrometheus(file: string | undefined): PrometheusSource {
  const own = parse(join(configFolder, 'prometheus.yml'));
  if (file === undefined) return { ...own, notices: [] };
  const theirs = parse(file);
  return {
    ...theirs,
    file,
    otlp: Object.keys(theirs.otlp).length > 0 ? theirs.otlp : own.otlp,
    storage: { ...own.storage, ...theirs.storage },
    notices: ignoredSections(theirs),
  };
}

type Parsed = Omit<PrometheusSource, 'notices' | 'file'> & { data: JsonObject; sourceOf: YamlSource['sourceOf'] };

function parse(file: string): Parsed {
  const [read] = readFiles([file], { what: 'the Prometheus configuration', code: 'prometheus' });
  const { data: value, sourceOf } = parseYamlSource(read?.text ?? '', file, { uniqueKeys: false });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UserError(
      `${file} is not a Prometheus configuration: it is not a mapping with \`global\` or \`scrape_configs\`.`,
      {
        code: 'bad-prometheus',
        hint: 'Use the prometheus.yml that your Prometheus is started with.',
      },
    );
  }
  const data = value as JsonObject;
  const global = asObject(data.global);
  return {
    data,
    sourceOf,
    global,
    otlp: asObject(data.otlp),
    jobs: asArray(data.scrape_configs).map(asObject),
    storage: asObject(asObject(data.storage).tsdb),
    unknown: Object.fromEntries(
      Object.entries(data)
        .filter(([key]) => !known.has(key))
        .slice(0, mostUnknown),
    ),
    ruleFiles: asArray(data.rule_files).map((name) => resolveFrom(file, asString(name))),
    evaluationIntervalMs: parseDuration(asString(global.evaluation_interval)) ?? defaultIntervalMs,
  };
}

/** Resolves a path relative to the file that names it; short for messages. */
function resolveFrom(file: string, name: string): string {
  const folder = /^(.*)[/\\][^/\\]*$/.exec(file)?.[1];
  return folder === undefined || /^([/\\]|[A-Za-z]:)/.test(name) ? name : join(folder, name);
}

function ignoredSections({ data, sourceOf }: Parsed): PrometheusNotice[] {
  return Object.entries(ignored)
    .filter(([key]) => data[key] !== undefined && data[key] !== null)
    .map(([section, effect]) => ({ type: 'ignored-section', section, effect, source: sourceOf([section]) }));
}
