import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { lanesOf } from '../../../ui/collector/lanes.ts';
import { counting } from '../../../ui/collector/readings.ts';
import { type PipelinesAnswer, routes } from '../../../ui/workbench/api.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useQuery } from '../../app/use-query.ts';
import { PageHead } from '../../parts/panel.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import type { Page, PageProps } from '../page.ts';
import { ComponentDetail } from './component-detail.tsx';
import { Joins } from './joins.tsx';
import { LaneView } from './lane-view.tsx';
import { componentKey } from './node-button.tsx';
import { useFlow } from './use-flow.ts';

/** The Collector's pipelines with what flows through them. The selected component is in the address. */
function Pipeline({ route: { id } }: PageProps): JSX.Element {
  const { source, status } = useSandbox();
  const frame = useRef<HTMLDivElement>(null);
  const isReady = status?.state === 'ready';
  const config = useQuery(isReady ? 'pipelines' : undefined, (signal) =>
    source.call<PipelinesAnswer>(routes.pipelines, undefined, signal),
  );
  const flow = useFlow(isReady);
  const count = flow.data && counting(flow.data);
  // Without an answer there is nothing to wait for.
  const isMeasured = flow.error !== undefined || (flow.data?.length ?? 0) > 1;
  const lanes = config.data ? lanesOf(config.data, count) : [];
  const selected = config.data?.components.find((one) => componentKey(one) === id);
  return (
    <>
      <PageHead title="Pipeline" />
      {config.error !== undefined && <Failure error={config.error} retry={config.refresh} />}
      {!config.data && config.error === undefined && <Loading what={isReady ? 'Loading' : 'Waiting for the boot'} />}
      {config.data && flow.error !== undefined && (
        <div class="banner warn">
          The Collector does not report its own metrics, so that rates are missing or old. Its configuration needs a
          pull reader at port 8888 in <code>service.telemetry.metrics</code>; the page Overview shows whether it runs.
        </div>
      )}
      {config.data && lanes.length === 0 && (
        <Empty title="The configuration of the Collector has no pipelines for traces, metrics or logs." />
      )}
      {config.data && id !== undefined && !selected && (
        <Empty title={`No pipeline has the component ${id}.`}>Choose one below.</Empty>
      )}
      {config.data && selected && (
        <ComponentDetail component={selected} {...config.data} count={count} flow={flow.data?.at(-1)?.flow} />
      )}
      {lanes.length > 0 && (
        <div class="pipelines" ref={frame}>
          <Joins lanes={lanes} frame={frame} />
          {lanes.map((lane) => (
            <LaneView key={lane.id} lane={lane} selected={id} isMeasured={isMeasured} />
          ))}
        </div>
      )}
    </>
  );
}

export const pipelinePage: Page = { path: 'pipeline', title: 'Pipeline', Component: Pipeline };
