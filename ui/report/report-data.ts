import type { RunEvent } from '../../lib/events/run-event.ts';

/** Consecutive lines of a file. */
export interface Excerpt {
  /** The number of the first line, from 1. */
  first: number;
  lines: readonly string[];
}

/** The change of a file that fixes a finding. */
export interface FileDiff {
  file: string;
  /** Lines of a unified diff, each after ` `, `-`, `+` or `@`; missing where the text of the file is not shown. */
  lines?: readonly string[];
}

/** What the page of a kind of finding says, in Markdown without blocks. */
export interface FindingHelp {
  summary: string;
  meaning: string;
  action: string;
}

/** Everything that a report file shows: the events, and what they do not carry. It is in the file as JSON. */
export interface ReportData {
  /** ISO 8601, of this machine. */
  startedAt: string;
  /** Missing while the command runs, and where it was killed. */
  endedAt?: string;
  /** By name: `sandbox`, `collector`, `prometheus`. */
  versions: Readonly<Record<string, string>>;
  events: readonly RunEvent[];
  /** The lines around each place that an event names, by file. */
  excerpts: Readonly<Record<string, readonly Excerpt[]>>;
  /** By the position of the finding among those of the events, from 0. */
  diffs: Readonly<Record<number, readonly FileDiff[]>>;
  /** By kind of finding. */
  help: Readonly<Record<string, FindingHelp>>;
  /** What ended the command before its end. */
  error?: { message: string; hint?: string; details?: readonly string[] };
}

/** The element of the page whose text is the data. */
export const reportDataId = 'report-data';
