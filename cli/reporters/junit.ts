import { writeFileSync } from 'node:fs';
import { messageOf } from '../../lib/errors.ts';
import { describeSource, type SourceLine } from '../../lib/events/source-line.ts';
import { endErrorLines, failureLines } from './describe.ts';
import { collectRuns, type RunSummary } from '../../ui/runs/run-summary.ts';
import type { EventOf } from '../../lib/events/dispatch.ts';
import type { FileReporterDefinition, Reporter } from './reporter.ts';
import { writeNamedFile } from '../write-named-file.ts';

/**
 * JUnit XML, in the dialect of GitHub, GitLab and Jenkins: a suite per scenario or check, a case per expectation and per error found.
 * The file is created at once, so that an unwritable path fails before the run.
 */
export const junitReporter: FileReporterDefinition = {
  name: 'junit',
  summary: 'also write the result as JUnit XML',
  open: openJunitReporter,
};

function openJunitReporter(file: string): Reporter {
  const { runs, onEvent } = collectRuns();
  let aborted: string | undefined;
  write(file, toXml([], undefined));
  return {
    onEvent,
    onError: (error) => (aborted = messageOf(error)),
    onEnd: () => write(file, toXml(runs, aborted)),
  };
}

function write(file: string, text: string): void {
  writeNamedFile(`The JUnit file ${file}`, () => writeFileSync(file, text));
}

interface Case {
  name: string;
  ms?: number;
  /** The location of the expectation or finding in the user's file. */
  source?: SourceLine | undefined;
  /** The child element, unless the case passed. */
  outcome?: { tag: 'failure' | 'error' | 'skipped'; message: string; text?: string };
}

function toXml(runs: readonly RunSummary[], aborted: string | undefined): string {
  const suites = runs.map((run) => suite(run.start.run.scenario, cases(run, aborted), run.end?.ms, run.start.time));
  // Before the first scenario or between two, the error belongs to no suite.
  const isReported = runs.some(({ end }) => end === undefined || end.error !== undefined);
  if (aborted !== undefined && !isReported) {
    suites.push(suite('sandbox', [{ name: 'run', outcome: { tag: 'error', message: aborted } }]));
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="sandbox">\n${suites.join('')}</testsuites>\n`;
}

function cases({ expectations, findings, end }: RunSummary, aborted: string | undefined): Case[] {
  const all = expectations.map((event): Case => {
    const { name } = event;
    if (event.type === 'expect.skip') return { name, outcome: { tag: 'skipped', message: event.reason } };
    const { ms, source } = event;
    if (event.type === 'expect.pass') return { name, ms, source };
    const message = `expected ${event.expected}, observed ${event.observed}`;
    return { name, ms, source, outcome: { tag: 'failure', message, text: failureLines(event).join('\n') } };
  });
  all.push(...findings.filter(({ severity }) => severity === 'error').map((finding) => findingCase(finding)));
  // Viewers do not show a suite without cases.
  if (all.length === 0 && end?.result === 'pass') all.push({ name: 'no error was found', ms: end.ms });
  if (end?.error) {
    const outcome = { tag: 'error' as const, message: end.error.message, text: endErrorLines(end).join('\n') };
    all.push({ name: 'run', outcome });
  }
  if (!end) all.push({ name: 'run', outcome: { tag: 'error', message: aborted ?? 'the run did not complete' } });
  return all;
}

function findingCase({ kind, subject, message, why, hint, evidence, source }: EventOf<'finding'>): Case {
  const lines = [
    ...(source ? [describeSource(source)] : []),
    ...[why, hint].filter((part) => part !== undefined),
    ...evidence.map(({ label, text, url }) => `${label}: ${[text, url].filter(Boolean).join(' ')}`),
  ];
  return { name: `${kind}: ${subject}`, source, outcome: { tag: 'failure', message, text: lines.join('\n') } };
}

function suite(name: string, all: Case[], ms?: number, timestamp?: string): string {
  const count = (tag: string): string => String(all.filter(({ outcome }) => outcome?.tag === tag).length);
  const open = element('testsuite', {
    name,
    tests: String(all.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: secondsOf(ms),
    timestamp,
  });
  return `  <${open}>\n${all.map((one) => testCase(name, one)).join('')}  </testsuite>\n`;
}

function testCase(classname: string, { name, ms, source, outcome }: Case): string {
  const line = source && String(source.line);
  const open = element('testcase', { classname, name, time: secondsOf(ms), file: source?.file, line });
  if (!outcome) return `    <${open}/>\n`;
  const inner = element(outcome.tag, { message: outcome.message });
  return `    <${open}>\n      <${inner}>${escapeXml(outcome.text ?? '')}</${outcome.tag}>\n    </testcase>\n`;
}

const secondsOf = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : (ms / 1000).toFixed(3);

function element(tag: string, attributes: Record<string, string | undefined>): string {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${attributeText(value)}"`],
  );
  return tag + given.join('');
}

/** Encodes line breaks, which a parser would replace with spaces. */
const attributeText = (text: string): string => escapeXml(text).replaceAll('\n', '&#10;');

/** Also removes characters that XML 1.0 does not allow, such as ESC in a colored log line. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
