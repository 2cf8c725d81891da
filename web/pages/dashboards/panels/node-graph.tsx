import type { JSX } from 'preact';
import { formatNumber } from '../../../../lib/format/number.ts';
import { asObject, asString } from '../../../../lib/json.ts';
import { nodeGraphOf } from '../../../../ui/dashboards/node-graph.ts';
import { ServiceName } from '../../../parts/service-name.tsx';
import { Empty } from '../../../parts/states.tsx';
import type { BodyProps } from './body.ts';

const nodeHeight = 28;

/** Nodes in layers from top to bottom, with the value of each edge next to it. */
export function NodeGraph({ panel, answer, height }: BodyProps): JSX.Element {
  const { layers, edges } = nodeGraphOf(answer.series);
  if (edges.length === 0) return <Empty title="There are no edges in this time range." />;
  const unit = asString(asObject(panel.options.edges).mainStatUnit);
  const gap = Math.max(56, (height - 24 - nodeHeight) / Math.max(1, layers.length - 1));
  const places = new Map(
    layers.flatMap((names, layer) =>
      names.map((name, index) => [name, { x: ((index + 0.5) / names.length) * 100, y: 12 + layer * gap }] as const),
    ),
  );
  const placeOf = (name: string): { x: number; y: number } => places.get(name) ?? { x: 0, y: 0 };
  const total = 24 + nodeHeight + gap * (layers.length - 1);
  const text = (value: number): string => `${formatNumber(value)} ${unit}`.trim();
  const lines = edges.map(({ source, target, value }) => {
    const [from, to] = [placeOf(source), placeOf(target)];
    return { key: `${source} ${target}`, from, to, value, spoken: `${source} to ${target}: ${text(value)}` };
  });
  return (
    <div class="node-graph" style={{ height: `${total}px` }} role="list" aria-label={panel.title}>
      <svg viewBox={`0 0 100 ${total}`} preserveAspectRatio="none" aria-hidden="true">
        {lines.map(({ key, from, to }) => (
          <line key={key} x1={from.x} y1={from.y + nodeHeight} x2={to.x} y2={to.y} />
        ))}
      </svg>
      {[...places].map(([name, { x, y }]) => (
        <span key={name} class="node" style={{ left: `${x}%`, top: `${y}px` }} aria-hidden="true">
          <ServiceName name={name} />
        </span>
      ))}
      {lines.map(({ key, from, to, value, spoken }) => (
        <span
          key={key}
          class="edge-value"
          role="listitem"
          title={spoken}
          style={{ left: `${(from.x + to.x) / 2}%`, top: `${(from.y + nodeHeight + to.y) / 2}px` }}
        >
          <span aria-hidden="true">{text(value)}</span>
          <span class="sr-only">{spoken}</span>
        </span>
      ))}
    </div>
  );
}
