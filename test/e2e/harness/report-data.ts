import { readFileSync } from 'node:fs';
import type { ReportData } from '../../../ui/report/report-data.ts';

/** The data of a written HTML report. */
export function reportData(file: string): ReportData {
  const element = /<script type="application\/json" id="report-data">(.*)<\/script>/;
  return JSON.parse(element.exec(readFileSync(file, 'utf8'))?.[1] ?? '') as ReportData;
}
