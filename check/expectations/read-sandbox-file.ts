import { dirname, isAbsolute, join } from 'node:path';
import { defined } from '../../lib/defined.ts';
import { parseDuration } from '../../lib/duration/parse-duration.ts';
import type { SourceLine } from '../../lib/events/source-line.ts';
import type { FeatureList } from '../inputs/features/feature-list.ts';
import type { DurationOverrides } from '../inputs/traffic/durations.ts';
import { readYamlFile } from '../../lib/yaml/read-yaml.ts';
import type { YamlSource } from '../../lib/yaml/yaml-source.ts';
import type { Production } from '../report/production.ts';
import type { Expectations } from './expectations.ts';
import { sandboxSchema, type SandboxFile } from './sandbox-schema.ts';
import { parseShare } from '../../scenarios/sampling/share.ts';
import type { Suppression } from './suppressions.ts';

/** A file that sandbox.yaml names: its path relative to the current directory, and the line that names it. */
export interface NamedFile {
  path: string;
  source?: SourceLine;
}

/** The user's sandbox.yaml: the inputs and expectations of a check. */
export interface SandboxSettings {
  collector: readonly NamedFile[];
  agent: readonly NamedFile[];
  gateways?: number;
  rules: readonly NamedFile[];
  prometheus?: NamedFile;
  dashboards: readonly NamedFile[];
  enableFeature?: readonly FeatureList[];
  featureGates?: readonly FeatureList[];
  traffic?: NamedFile;
  scenarios: readonly { name: string; source: SourceLine }[];
  secrets: readonly string[];
  headSampling?: number;
  durations: DurationOverrides;
  seed?: number;
  strict?: boolean;
  production?: Production;
  /** Findings that the file accepts. */
  suppressions: readonly Suppression[];
  expectations: Expectations;
}

type Alert = Expectations['alerts'][number];
type AlertDetails = Extract<NonNullable<NonNullable<SandboxFile['expect']>['alerts']>[string], unknown[]>[number];

/** Reads sandbox.yaml. @throws UserError with `file:line` of each problem; exit code 2. */
export function readSandboxFile(file: string): SandboxSettings {
  const { value, sourceOf } = readYamlFile(file, sandboxSchema, {
    what: 'the check file',
    code: 'bad-sandbox-file',
    hint: 'docs/sandbox-yaml.md describes every key.',
  });
  const named = (path: string, ...keys: (string | number)[]): NamedFile => ({
    path: isAbsolute(path) ? path : join(dirname(file), path),
    source: sourceOf(keys),
  });
  const all = (key: 'collector' | 'agent' | 'rules' | 'dashboards'): NamedFile[] =>
    listOf(value[key]).map((path, i) => named(path, key, i));
  const features = (key: 'enable-feature' | 'feature-gates'): FeatureList[] | undefined =>
    value[key] === undefined ? undefined : listOf(value[key]).map((text, i) => ({ text, source: sourceOf([key, i]) }));
  const { prometheus, traffic, gateways, seed, strict, production } = value;
  const head = value['head-sampling'];
  return {
    collector: all('collector'),
    agent: all('agent'),
    rules: all('rules'),
    dashboards: all('dashboards'),
    ...defined({ enableFeature: features('enable-feature'), featureGates: features('feature-gates') }),
    ...(prometheus === undefined ? {} : { prometheus: named(prometheus, 'prometheus') }),
    ...(traffic === undefined ? {} : { traffic: named(traffic, 'traffic') }),
    scenarios: listOf(value.scenarios).map((name, i) => ({ name, source: sourceOf(['scenarios', i]) })),
    secrets: listOf(value.secrets),
    ...(head === undefined ? {} : { headSampling: parseShare(head)?.min ?? 1 }),
    durations: durationsOf(value),
    ...defined({ gateways, seed, strict }),
    ...(production === undefined ? {} : { production: productionOf(production) }),
    suppressions: (value.ignore ?? []).map((one, i) => ({
      ...{ kind: one.kind, because: one.because, source: sourceOf(['ignore', i]) },
      ...defined({ subject: one.subject, until: one.until }),
    })),
    expectations: expectationsOf(value, sourceOf),
  };
}

function productionOf(written: NonNullable<SandboxFile['production']>): Production {
  const { retention, archive } = written;
  return defined({
    requestsPerSecond: written['requests-per-second'],
    bytesPerSpan: written['bytes-per-span'],
    hotMs: retention === undefined ? undefined : parseDuration(retention),
    archiveMs: archive === undefined ? undefined : parseDuration(archive),
    hotPrice: written['price-hot'],
    archivePrice: written['price-archive'],
  });
}

function durationsOf({ baseline, 'fault-for': faultFor }: SandboxFile): DurationOverrides {
  return {
    ...(baseline === undefined ? {} : { beforeFaultsMs: parseDuration(baseline) ?? 0 }),
    ...(faultFor === undefined ? {} : { faultMs: parseDuration(faultFor) ?? 0 }),
  };
}

function expectationsOf({ expect = {}, secrets }: SandboxFile, sourceOf: YamlSource['sourceOf']): Expectations {
  const { classes = {}, incomplete, alerts = {} } = expect;
  return {
    classes: Object.entries(classes).map(([name, written]) => ({
      class: name,
      // The schema accepts only valid shares.
      kept: parseShare(typeof written === 'string' ? written : written.kept) ?? { min: 0, max: 1 },
      source: sourceOf(['expect', 'classes', name]),
    })),
    ...(incomplete === undefined
      ? {}
      : { maxIncomplete: { count: incomplete, source: sourceOf(['expect', 'incomplete']) } }),
    alerts: Object.entries(alerts).flatMap(([alertname, written]): Alert[] => {
      const path = ['expect', 'alerts', alertname];
      if (!Array.isArray(written)) return [alertOf(alertname, detailsOf(written), sourceOf(path))];
      return written.map((details, i) => alertOf(alertname, details, sourceOf([...path, i])));
    }),
    noLeak: listOf(secrets).map((pattern, i) => ({ pattern, source: sourceOf(['secrets', i]) })),
  };
}

function detailsOf(written: 'fires' | 'quiet' | 'ignore' | AlertDetails): AlertDetails {
  return typeof written === 'string' ? { [written]: true } : written;
}

function alertOf(alertname: string, details: AlertDetails, source: SourceLine): Alert {
  const { fires, quiet, labels = {}, resolves = fires !== undefined } = details;
  const within = typeof fires === 'object' ? fires.within : undefined;
  return {
    alertname,
    labels,
    must: fires !== undefined ? 'fire' : quiet ? 'stay-quiet' : 'be-ignored',
    ...(within === undefined ? {} : { withinMs: parseDuration(within) ?? 0 }),
    resolves,
    source,
  };
}

const listOf = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
