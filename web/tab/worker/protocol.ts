import type { RunEvent } from '../../../lib/events/run-event.ts';
import type { ReportData } from '../../../ui/report/report-data.ts';

/** The files of a check, by their roles; a missing one is the sandbox's own. */
export interface TabFiles {
  collector: string;
  rules: string;
  traffic?: string;
}

/** What the page sends to the worker: one check after the other. */
export interface ToWorker {
  files: TabFiles;
  seed: number;
  quick: boolean;
  /** Where the compiled engine is fetched at the first check. */
  engineUrl: string;
}

export type FromWorker =
  | { type: 'download'; bytes: number; total: number | undefined }
  | { type: 'compiled' }
  | { type: 'event'; event: RunEvent }
  | {
      type: 'done';
      details: Pick<ReportData, 'versions' | 'excerpts' | 'diffs' | 'help'>;
      /** By the position of the finding, from 0: the files with its verified change, by their names. */
      fixed: Readonly<Record<number, Readonly<Record<string, string>>>>;
    }
  /** A mistake in the files, or an error of the worker itself. */
  | { type: 'failed'; message: string; details: readonly string[]; hint: string | undefined };

/** The names under which the worker has the files; findings name them. */
export const fileNames = { collector: 'collector.yaml', rules: 'rules.yml', traffic: 'traffic.yaml' } as const;
