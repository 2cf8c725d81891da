import type { Colors } from '../../terminal.ts';
import { failureLines } from '../describe.ts';
import { lineWidth, paragraph, together } from '../layout.ts';
import { ledgerTable } from '../ledger-table.ts';
import { alertTimelines, describeTimeline, timelineName } from '../../../ui/check/alert-timelines.ts';
import { place } from '../../../ui/check/format.ts';
import type { RunSummary } from '../../../ui/runs/run-summary.ts';

/** The sections of a check's report: a heading and lines, or nothing. */

export function ledgerSection({ ledger, volume }: RunSummary, colors: Colors): string[] {
  // A Collector without a pipeline for traces cannot keep any.
  const tracesSent = volume?.signals.find(({ signal }) => signal === 'traces')?.sentBytesPerDay;
  if (!ledger || tracesSent === 0) return [];
  return [colors.bold('Traces'), ...ledgerTable(ledger, { indent: 2, width: lineWidth })];
}

export function alertSection(run: RunSummary, colors: Colors): string[] {
  const timelines = alertTimelines(run);
  if (timelines.length === 0) return [];
  return [
    colors.bold('Alerts'),
    ...timelines.flatMap((timeline) => [
      ...paragraph(timelineName(timeline), '  ', '    '),
      ...paragraph(unbroken(describeTimeline(timeline, run.faults)), '    '),
    ]),
  ];
}

/** Breaks lines only after the name of the fault, and after the dots between the other parts. */
function unbroken(timeline: string): string {
  const [, fault = '', times = ''] = /^(.*?: )?(.*)$/.exec(timeline) ?? [];
  const parts = times.split(' · ');
  const own = parts.map((part, i) => together(i < parts.length - 1 ? `${part} ·` : part));
  return [...(fault === '' ? [] : [together(fault.trim())]), ...own].join(' ');
}

export function expectationSection({ expectations }: RunSummary, colors: Colors): string[] {
  if (expectations.length === 0) return [];
  return [colors.bold('Expectations'), ...expectations.flatMap((event) => expectationLines(event, colors))];
}

function expectationLines(event: RunSummary['expectations'][number], colors: Colors): string[] {
  if (event.type === 'expect.skip') return paragraph(`- ${event.name}: skipped, ${event.reason}`, '  ', '      ');
  const before = `  ${place(event.source)}`;
  if (event.type === 'expect.pass') {
    const [first = '', ...others] = paragraph(`✓ ${event.name}: ${event.observed}`, before, '      ');
    return [first.replace('✓', colors.green('✓')), ...others];
  }
  const [first = '', ...others] = paragraph(`✗ ${event.name}`, before, '      ');
  return [
    first.replace('✗', colors.red('✗')),
    ...others,
    ...failureLines(event).flatMap((text) => paragraph(text, '      ', '        ')),
  ];
}
