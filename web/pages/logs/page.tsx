import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Check } from '../../parts/fields.tsx';
import { PageHead } from '../../parts/panel.tsx';
import { rangeMsOf } from '../../parts/range.tsx';
import type { Page, PageProps } from '../page.ts';
import { Lines } from './lines.tsx';
import { isMetricQuery, queryOf } from './log-filter.ts';
import { LogForm } from './log-form.tsx';
import { MetricResult } from './metric-result.tsx';

/** Log lines, newest first, or the chart of a metric query. The query is in the address. */
function Logs({ route: { params } }: PageProps): JSX.Element {
  const [isLive, setLive] = useState(true);
  const query = queryOf(params);
  const asked = { query, rangeMs: rangeMsOf(params), isLive };
  return (
    <>
      <PageHead title="Logs">
        <Check label="Live tail" checked={isLive} onChange={setLive} />
      </PageHead>
      <LogForm params={params} query={query} />
      {isMetricQuery(query) ? <MetricResult {...asked} /> : <Lines {...asked} />}
    </>
  );
}

export const logsPage: Page = { path: 'logs', title: 'Logs', Component: Logs };
