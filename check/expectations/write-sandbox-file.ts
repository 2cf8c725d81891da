import type { LedgerClass } from '../../lib/events/run-event.ts';
import { configDuration, formatDuration, formatSeconds } from '../../lib/duration/format-duration.ts';
import { formatCounts } from '../../lib/format/list.ts';
import { formatCount } from '../../lib/format/number.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import type { FirstRun } from './first-run.ts';

/** The inputs of the check for sandbox.yaml, with paths relative to that file. */
export interface InputFiles {
  collector: readonly string[];
  agent: readonly string[];
  gateways?: number;
  rules: readonly string[];
  prometheus?: string;
  dashboards: readonly string[];
  enableFeature?: readonly string[];
  featureGates?: readonly string[];
  traffic?: string;
  scenarios: readonly string[];
  secrets: readonly string[];
  headSampling?: number;
  /** In milliseconds. */
  baseline?: number;
  faultFor?: number;
  seed?: number;
}

const halfMinute = 30_000;

/** A commented sandbox.yaml that expects the results of a first run; its shares have a margin for other seeds. */
export function sandboxFileText(inputs: InputFiles, seen: FirstRun): string {
  return [
    '# Inputs and expectations of `sandbox check`. docs/sandbox-yaml.md describes each key.',
    '# The expectations are the results of a first run. Change them to what you require.',
    '',
    ...list('collector', inputs.collector),
    ...list('agent', inputs.agent),
    ...(inputs.gateways === undefined ? [] : [`gateways: ${inputs.gateways}`]),
    ...list('rules', inputs.rules),
    ...list('prometheus', optional(inputs.prometheus)),
    ...list('dashboards', inputs.dashboards),
    ...list('enable-feature', inputs.enableFeature ?? []),
    ...list('feature-gates', inputs.featureGates ?? []),
    ...list('traffic', optional(inputs.traffic)),
    ...list('scenarios', inputs.scenarios),
    ...(inputs.secrets.length > 0
      ? ['# No exported telemetry may match these patterns.', ...list('secrets', inputs.secrets)]
      : ['# secrets:', "#   - 'sk_live_[0-9a-zA-Z]+'"]),
    ...(inputs.headSampling === undefined
      ? ['# Share of the traces that the SDKs sample.', '# head-sampling: 10%']
      : [`head-sampling: ${Number((inputs.headSampling * 100).toPrecision(6))}%`]),
    ...(inputs.baseline === undefined ? [] : [`baseline: ${configDuration(inputs.baseline)}`]),
    ...(inputs.faultFor === undefined ? [] : [`fault-for: ${configDuration(inputs.faultFor)}`]),
    ...(inputs.seed === undefined ? [] : [`seed: ${inputs.seed}`]),
    '# Warnings fail the check too.',
    '# strict: true',
    '',
    'expect:',
    ...classes(seen),
    ...incompleteTraces(seen),
    ...alerts(seen),
    '',
  ].join('\n');
}

function classes({ classes: all, findings }: FirstRun): string[] {
  const idle = findings.filter(({ kind }) => kind === 'policy-never-samples');
  const lost = (name: string): boolean =>
    findings.some(({ kind, subject, severity }) => kind === 'traces-lost' && subject === name && severity === 'error');
  return [
    '  # Share of each trace class that must be kept: 100%, 1%..10%, ">= 99%" or "<= 5%".',
    ...(all.length === 0 ? ['  classes: {}'] : ['  classes:']),
    ...all.flatMap((one) => {
      const key = `    ${keyText(one.class)}`;
      if (lost(one.class)) return [`    # Only ${seenOf(one)}. Fails until all are kept.`, `${key}: 100%`];
      return [`    # ${seenOf(one)}`, `${key}: ${shareText(one)}`];
    }),
    ...idle.map(({ message, subject }) => comment(`Policy ${subject}: ${message}`)),
  ];
}

function seenOf({ sent, kept, policies }: LedgerClass): string {
  const by = formatCounts(policies);
  const share = `${formatCount(kept)} of ${formatCount(sent)} (${formatPercent(kept / sent)})`;
  return line(`${share}${by === '' ? '' : `, by ${by}`}`);
}

/** 0% and 100% are exact; any other share gets a range from half to twice the observed one. */
function shareText({ sent, kept }: LedgerClass): string {
  if (kept === sent) return '100%';
  if (kept === 0) return '0%';
  const seen = (kept / sent) * 100;
  const round = (value: number): number => Number(value.toPrecision(1));
  if (seen > 50) return `">= ${Math.floor(100 - (100 - seen) * 2)}%"`;
  return `${round(seen / 2)}%..${Math.min(100, round(seen * 2))}%`;
}

function incompleteTraces({ classes: all }: FirstRun): string[] {
  const seen = all.reduce((sum, one) => sum + one.incomplete, 0);
  return ['', '  # Maximum number of kept traces with missing spans.', `  incomplete: ${seen}`];
}

function alerts({ detections, firedAnyway, findings }: FirstRun): string[] {
  const never = findings.filter(({ kind }) => kind === 'alert-never-fires');
  const silent = new Set(never.map(({ subject }) => subject));
  const entries = [
    ...detections.map(({ alertname, detectMs, during }) => {
      if (detectMs === null) return [`    # During ${line(during)}.`, `    ${keyText(alertname)}: fires`];
      const within = Math.ceil((detectMs * 1.2) / halfMinute) * halfMinute;
      return [
        `    # ${formatDuration(detectMs)} after the first affected request, during ${line(during)}.`,
        `    ${keyText(alertname)}: {fires: {within: ${formatSeconds(within)}}}`,
      ];
    }),
    ...firedAnyway
      .filter((name) => !silent.has(name))
      .map((name) => ['    # Fired, but not because of a fault.', `    ${keyText(name)}: quiet`]),
    ...[...silent].map((name) => {
      const finding = never.find(({ subject }) => subject === name);
      const why = comment(finding?.why ?? finding?.message ?? 'It never fired.');
      // `quiet` would suppress the finding that it can never fire.
      if (finding?.severity === 'error') return [why, `    # ${keyText(name)}: fires`];
      return [why, `    ${keyText(name)}: quiet`];
    }),
  ];
  const isEmpty = entries.flat().every((text) => text.trimStart().startsWith('#'));
  return [
    '',
    '  # Expectation for each alert: `fires`, `{fires: {within: 5m}}`, `quiet`, or `ignore`.',
    // A key without a value is null.
    ...(isEmpty ? ['  alerts: {}', ...entries.flat()] : ['  alerts:', ...entries.flat()]),
  ];
}

function list(key: string, values: readonly string[]): string[] {
  const [only] = values;
  if (only === undefined) return [];
  if (values.length === 1) return [`${key}: ${valueText(only)}`];
  return [`${key}:`, ...values.map((value) => `  - ${valueText(value)}`)];
}

const optional = (value: string | undefined): string[] => (value === undefined ? [] : [value]);
const line = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const comment = (text: string): string => `    # ${line(text)}`;
const keyText = (key: string): string => (/^[A-Za-z][\w.-]*$/.test(key) && !isWord(key) ? key : JSON.stringify(key));
const valueText = (value: string): string =>
  /^[\w./][\w./ -]*$/.test(value) && !isWord(value) ? value : `'${value.replaceAll("'", "''")}'`;
/** Plain scalars that YAML does not read as strings. */
const isWord = (text: string): boolean => /^(true|false|null|yes|no|on|off|~|[\d.]+(e\d+)?)$/i.test(text);
