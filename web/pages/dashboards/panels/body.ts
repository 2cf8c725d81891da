import type { ComponentType } from 'preact';
import type { PanelAnswer } from '../../../../ui/dashboards/ask-panel.ts';
import type { Panel } from '../../../../ui/dashboards/dashboard.ts';

export interface BodyProps {
  panel: Panel;
  answer: PanelAnswer;
  /** Times at which an annotation is active. */
  regions: readonly { from: number; to: number }[];
  /** Of the body, in pixels. */
  height: number;
}

/** Draws the answer to the queries of a panel. */
export type Body = ComponentType<BodyProps>;
