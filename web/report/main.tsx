import { render } from 'preact';
import { type ReportData, reportDataId } from '../../ui/report/report-data.ts';
import { Report } from './report.tsx';

const data = JSON.parse(document.getElementById(reportDataId)?.textContent ?? '') as ReportData;
const root = document.getElementById('app');
if (root) render(<Report data={data} />, root);
