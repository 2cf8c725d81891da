import type { JSX } from 'preact';
import type { Page, PageProps } from '../page.ts';
import { TraceDetail } from './trace-detail.tsx';
import { TraceSearch } from './trace-search.tsx';

function Traces({ route: { id, params } }: PageProps): JSX.Element {
  return id === undefined ? (
    <TraceSearch params={params} />
  ) : (
    <TraceDetail key={id} traceId={id.toLowerCase()} params={params} />
  );
}

export const tracesPage: Page = { path: 'traces', title: 'Traces', Component: Traces };
