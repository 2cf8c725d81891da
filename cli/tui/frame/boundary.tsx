import { Component, type ReactNode } from 'react';
import { messageOf } from '../../../lib/errors.ts';
import { wrap } from '../widgets/line.ts';
import { Pane } from '../widgets/pane.tsx';

export interface BoundaryProps {
  title: string;
  width: number;
  height: number;
  onError: (error: unknown) => void;
  children: ReactNode;
}

/** A view that throws shows why in its own area: the others, and the run, go on. Shown again, it is tried again. */
export class Boundary extends Component<BoundaryProps, { failure?: unknown }> {
  override state: { failure?: unknown } = {};

  static getDerivedStateFromError(failure: unknown): { failure: unknown } {
    return { failure };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onError(error);
  }

  override render(): ReactNode {
    const { title, width, height, children } = this.props;
    if (!('failure' in this.state)) return children;
    const text = `This view failed: ${messageOf(this.state.failure)}. That is a bug of the sandbox; what it told goes to the terminal when you leave.`;
    return <Pane title={title} lines={wrap(text, width - 4).map((line) => [line])} width={width} height={height} />;
  }
}
