import type { JSX } from 'preact';
import type { LaneNode } from '../../../ui/collector/lanes.ts';
import { hrefOf } from '../../app/address.ts';
import { go } from '../../app/route.ts';
import { State } from '../../parts/state.tsx';

/** The address of a component: its role is part of it, as a receiver and an exporter can have the same ID. */
export function componentKey({ role, id }: Pick<LaneNode, 'role' | 'id'>): string {
  return `${role}:${id}`;
}

interface NodeButtonProps {
  node: LaneNode;
  /** Which side of a connector it is: what it joins is named. */
  side?: 'in' | 'out';
  selected: string | undefined;
  /** Marks the element for the lines between pipelines. */
  joint?: string;
}

/** A component in a pipeline, with what is wrong with it. */
export function NodeButton({ node, side, selected, joint }: NodeButtonProps): JSX.Element {
  const { id, role, problems, joins } = node;
  const key = componentKey(node);
  return (
    <button
      type="button"
      class={`pipeline-node ${role}`}
      aria-pressed={key === selected}
      data-joint={joint}
      onClick={() => go(hrefOf(`/pipeline/${encodeURIComponent(key)}`))}
    >
      <span class="muted">{role}</span>
      <span class="node-id">{id}</span>
      {joins.length > 0 && (
        <span class="muted">
          {side === 'in' ? 'from' : 'to'} {joins.join(', ')}
        </span>
      )}
      {problems.map(({ text, tone }) => (
        <State key={text} tone={tone}>
          {text}
        </State>
      ))}
    </button>
  );
}
