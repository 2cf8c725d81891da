import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { asString } from '../../../lib/json.ts';
import { askPanel } from '../../../ui/dashboards/ask-panel.ts';
import type { Panel } from '../../../ui/dashboards/dashboard.ts';
import type { Scope } from '../../../ui/dashboards/scope.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useInView } from '../../app/use-in-view.ts';
import { useQuery } from '../../app/use-query.ts';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import type { BodyProps } from './panels/body.ts';
import { bodyOf } from './panels/index.ts';

export interface PanelBoxProps {
  panel: Panel;
  /** Changes with everything that the answer depends on but the time; undefined while it is not known. */
  scopeKey: string | undefined;
  scopeOf: () => Scope;
  everyMs: number;
  regions: BodyProps['regions'];
}

/** A row of Grafana's grid, and the gap between two. */
const [rowHeight, gap, headHeight] = [30, 8, 37];

/** A panel in its place of the grid. It asks only while it is in view. */
export function PanelBox({ panel, scopeKey, scopeOf, everyMs, regions }: PanelBoxProps): JSX.Element {
  const { clients } = useSandbox().source;
  const { ref, isInView } = useInView<HTMLElement>();
  const [isExplained, setExplained] = useState(false);
  const { title, description, type, grid } = panel;
  const Body = bodyOf(type);
  const query = useQuery(
    Body && isInView && scopeKey !== undefined ? scopeKey : undefined,
    (signal) => askPanel(panel, scopeOf(), clients, signal),
    { intervalMs: everyMs, keep: true },
  );
  const height = grid.h * (rowHeight + gap) - gap;
  const place = { '--column': grid.x + 1, '--row': grid.y + 1, '--width': grid.w, '--height': grid.h };
  return (
    <section ref={ref} class="panel flush dashboard-panel" style={place} aria-label={title} data-type={type}>
      <div class="panel-head">
        <h2>{title}</h2>
        {description !== '' && (
          <button
            type="button"
            class="quiet panel-actions"
            aria-expanded={isExplained}
            aria-label={`About ${title}`}
            onClick={() => setExplained(!isExplained)}
          >
            About
          </button>
        )}
      </div>
      {isExplained && <p class="panel-note">{description}</p>}
      <div class="panel-body" tabIndex={0} role="group" aria-label={`Content of ${title}`} aria-busy={query.isLoading}>
        {foreignSources(panel).map((name) => (
          <p key={name} class="panel-note">
            The sandbox has no data source of type {name}: its queries are left out.
          </p>
        ))}
        {type === 'text' && <pre class="panel-note">{asString(panel.options.content)}</pre>}
        {!Body && type !== 'text' && <Unsupported type={type} />}
        {query.error !== undefined && <Failure error={query.error} retry={query.refresh} />}
        {Body && !query.data && query.error === undefined && <Loading />}
        {Body && query.data && <Body {...{ panel, regions }} answer={query.data} height={height - headHeight} />}
      </div>
    </section>
  );
}

function Unsupported({ type }: { type: string }): JSX.Element {
  return (
    <Empty title={`Panels of type "${type}" are not drawn here.`}>
      Grafana draws them: start the sandbox with <code>--runtime docker</code>.
    </Empty>
  );
}

function foreignSources({ targets }: Panel): string[] {
  return [...new Set(targets.flatMap(({ source }) => (typeof source === 'string' ? [] : [source.unsupported])))];
}
