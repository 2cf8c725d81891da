import type { JSX } from 'preact';
import { formatRate } from '../../../lib/format/number.ts';
import { type Lane, unitsOf } from '../../../ui/collector/lanes.ts';
import { NodeButton } from './node-button.tsx';

interface LaneViewProps {
  lane: Lane;
  selected: string | undefined;
  /** Whether there are rates already: they need two readings. */
  isMeasured: boolean;
}

/** A pipeline: its stages in order, with the rates between them. */
export function LaneView({ lane, selected, isMeasured }: LaneViewProps): JSX.Element {
  const { id, signal, receivers, processors, exporters } = lane;
  const edge = { unit: unitsOf[signal], isMeasured };
  return (
    <section class="panel lane" aria-label={`Pipeline ${id}`}>
      <div class="panel-head">
        <h2>{id}</h2>
        <span class="muted">{unitsOf[signal]} per second</span>
      </div>
      <ol class="stages">
        <li class={receivers.length > 1 ? 'stage joined' : 'stage'}>
          <ul aria-label={`Receivers of ${id}`}>
            {receivers.map((node) => (
              <li key={node.id} class="hop">
                <NodeButton node={node} side="in" selected={selected} joint={`in ${id} ${node.id}`} />
                <Edge rate={node.rate} {...edge} />
              </li>
            ))}
          </ul>
        </li>
        {processors.map((node, index) => (
          <li key={node.id} class="stage hop">
            <NodeButton node={node} selected={selected} />
            {index < processors.length - 1 && <Edge rate={node.rate} {...edge} />}
          </li>
        ))}
        <li class={exporters.length > 1 ? 'stage split' : 'stage'}>
          <ul aria-label={`Exporters of ${id}`}>
            {exporters.map((node) => (
              <li key={node.id} class="hop">
                <Edge rate={node.rate} {...edge} />
                <NodeButton node={node} side="out" selected={selected} joint={`out ${id} ${node.id}`} />
              </li>
            ))}
          </ul>
        </li>
      </ol>
    </section>
  );
}

interface EdgeProps {
  rate: number | undefined;
  unit: string;
  isMeasured: boolean;
}

function Edge({ rate, unit, isMeasured }: EdgeProps): JSX.Element {
  if (rate === undefined)
    return (
      <span class="edge" {...(isMeasured ? { title: 'The Collector does not count these items.' } : {})}>
        <span class="edge-label muted">{isMeasured ? 'not counted' : 'measuring'}</span>
      </span>
    );
  return (
    <span class={`edge${rate > 0 ? ' flowing' : ''}`}>
      <span class="edge-label">
        {formatRate(rate)}
        <span class="sr-only"> {unit}</span>
      </span>
    </span>
  );
}
