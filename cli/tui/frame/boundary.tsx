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

/** Shows the error of a view in its area, while other views and the run continue. Retries when the view is shown again. */
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
    const text = `This view failed: ${messageOf(this.state.failure)}. This is an internal error of sandbox. Its details are printed when you quit.`;
    return <Pane title={title} lines={wrap(text, width - 4).map((line) => [line])} width={width} height={height} />;
  }
}
