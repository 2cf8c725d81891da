import { createContext } from 'preact';
import type { ReportTrace } from '../../../ui/report/report-runs.ts';

/** The traces of the shown run, for links to them. */
export const ShownTraces = createContext<readonly ReportTrace[]>([]);
