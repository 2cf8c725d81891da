import { describe, expect, it } from 'vitest';
import type { FindingEvent, RunEvent } from '../../../lib/events/run-event.ts';
import type { Severity } from '../../../lib/events/finding.ts';
import { fixFirst } from '../../../ui/check/fix-first.ts';
import { reportRuns } from '../../../ui/report/report-runs.ts';

const time = '2026-01-01T00:00:00.000Z';
const finding = (subject: string, severity: Severity, line: number, kind = 'traces-lost'): FindingEvent => ({
  ...{ type: 'finding', time, kind, severity, subject, message: subject, evidence: [] },
  source: { file: 'a.yaml', line },
});
const start = (scenario: string): RunEvent => ({
  ...{ type: 'run.start', time },
  run: { id: scenario, scenario, runtime: 'virtual', seed: 1, pace: 1 },
});

describe('reportRuns', () => {
  it('numbers findings through all runs by severity, and keeps their diffs', () => {
    const runs = reportRuns({
      events: [
        ...[start('one'), finding('info', 'info', 1), finding('late', 'error', 9), finding('early', 'error', 2)],
        ...[start('two'), finding('other', 'warning', 3)],
      ],
      diffs: { 1: [{ file: 'late' }], 3: [{ file: 'other' }] },
    });
    const shown = runs.map(({ findings }) => findings.map(({ number, subject, diffs }) => [number, subject, diffs]));
    expect(shown).toEqual([
      [
        [3, 'info', []],
        [1, 'late', [{ file: 'late' }]],
        [2, 'early', []],
      ],
      [[4, 'other', [{ file: 'other' }]]],
    ]);
  });

  it('has no run before the first one began', () => {
    expect(reportRuns({ events: [{ type: 'phase', time, name: 'boot' }], diffs: {} })).toEqual([]);
  });
});

describe('fixFirst', () => {
  it('has errors before warnings, one entry per kind and line, and no info', () => {
    const all = [
      finding('a', 'warning', 1),
      finding('b', 'error', 5),
      finding('c', 'error', 5),
      finding('d', 'error', 5, 'alert-never-fires'),
      finding('e', 'info', 5),
    ];
    expect(fixFirst(all).map((group) => group.map(({ subject }) => subject))).toEqual([['b', 'c'], ['d'], ['a']]);
  });
});
