import type { LedgerClass } from '../../lib/events/run-event.ts';
import { formatDuration } from '../../stack/pacing/duration.ts';
import type { FirstRun } from './first-run.ts';
import { percent } from './share.ts';
import { span } from './words.ts';

/** What a person gave to the check, as sandbox.yaml will name it: paths relative to that file. */
export interface GivenFiles {
  collector: readonly string[];
  rules: readonly string[];
  prometheus?: string;
  dashboards: readonly string[];
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

/** A commented sandbox.yaml with what a first run has shown as what is expected; its shares have room for another seed. */
export function sandboxFileText(given: GivenFiles, seen: FirstRun): string {
  return [
    '# What `sandbox check` plays and what must be seen. Each key is described in docs/sandbox-yaml.md.',
    '# The values are those of a first run: make them what you promise.',
    '',
    ...list('collector', given.collector),
    ...list('rules', given.rules),
    ...list('prometheus', optional(given.prometheus)),
    ...list('dashboards', given.dashboards),
    ...list('traffic', optional(given.traffic)),
    ...list('scenarios', given.scenarios),
    ...(given.secrets.length > 0
      ? ['# Must match nothing that leaves the Collector.', ...list('secrets', given.secrets)]
      : ['# secrets:', "#   - 'sk_live_[0-9a-zA-Z]+'"]),
    ...(given.headSampling === undefined
      ? ['# What the SDKs let through before the Collector sees it.', '# head-sampling: 10%']
      : [`head-sampling: ${Number((given.headSampling * 100).toPrecision(6))}%`]),
    ...(given.baseline === undefined ? [] : [`baseline: ${formatDuration(given.baseline)}`]),
    ...(given.faultFor === undefined ? [] : [`fault-for: ${formatDuration(given.faultFor)}`]),
    ...(given.seed === undefined ? [] : [`seed: ${given.seed}`]),
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
  const idle = findings.filter(({ kind }) => kind === 'policy-never-decides');
  const lost = (name: string): boolean =>
    findings.some(({ kind, subject, severity }) => kind === 'class-lost' && subject === name && severity === 'problem');
  return [
    '  # A class of traces, and how much of it comes out: 100%, 1%..10%, ">= 99%" or "<= 5%".',
    ...(all.length === 0 ? ['  classes: {}'] : ['  classes:']),
    ...all.flatMap((one) => {
      const key = `    ${keyText(one.class)}`;
      if (lost(one.class)) return [`    # Only ${seenOf(one)}. This fails until they are kept.`, `${key}: 100%`];
      return [`    # ${seenOf(one)}`, `${key}: ${shareText(one)}`];
    }),
    ...idle.map(({ message, subject }) => comment(`Policy ${subject}: ${message}`)),
  ];
}

function seenOf({ sent, kept, policies }: LedgerClass): string {
  const by = Object.entries(policies)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`);
  return line(`${kept} of ${sent} (${percent(kept / sent)})${by.length === 0 ? '' : `, by ${by.join(', ')}`}`);
}

/** All or nothing is meant; what lies between is by chance or rate, and gets from half to twice of what was seen. */
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
  return ['', '  # Kept traces with spans missing.', `  incomplete: ${seen}`];
}

function alerts({ detections, firedAnyway, findings }: FirstRun): string[] {
  const never = findings.filter(({ kind }) => kind === 'alert-never-fires');
  const silent = new Set(never.map(({ subject }) => subject));
  const entries = [
    ...detections.map(({ alertname, detectMs, during }) => {
      if (detectMs === null) return [`    # During ${line(during)}.`, `    ${keyText(alertname)}: fires`];
      const within = Math.ceil((detectMs * 1.2) / halfMinute) * halfMinute;
      return [
        `    # ${span(detectMs)} after the first wrong request, during ${line(during)}.`,
        `    ${keyText(alertname)}: {fires: {within: ${span(within).replaceAll(' ', '')}}}`,
      ];
    }),
    ...firedAnyway
      .filter((name) => !silent.has(name))
      .map((name) => ['    # Fired, but not for a fault of this traffic.', `    ${keyText(name)}: quiet`]),
    ...[...silent].map((name) => {
      const finding = never.find(({ subject }) => subject === name);
      const why = comment(finding?.why ?? finding?.message ?? 'It never fired.');
      // `quiet` would settle a finding that says that it can never fire.
      if (finding?.severity === 'problem') return [why, `    # ${keyText(name)}: fires`];
      return [why, `    ${keyText(name)}: quiet`];
    }),
  ];
  const isEmpty = entries.flat().every((text) => text.trimStart().startsWith('#'));
  return [
    '',
    '  # An alert: `fires`, `{fires: {within: 5m}}`, `quiet`, or `ignore`.',
    // A key without a value would be null.
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
/** What YAML reads as something else than text. */
const isWord = (text: string): boolean => /^(true|false|null|yes|no|on|off|~|[\d.]+(e\d+)?)$/i.test(text);
