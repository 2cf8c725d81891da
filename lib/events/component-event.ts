export type ComponentState = 'pulling' | 'building' | 'starting' | 'ready' | 'failed' | 'stopped';

/** A change of one component's state, as it happens; `ms` is the time since its start, `progress` goes from 0 to 1. */
export interface ComponentEvent<Name extends string = string> {
  type: 'component';
  /** ISO 8601. */
  time: string;
  name: Name;
  state: ComponentState;
  ms?: number;
  progress?: number;
  detail?: string;
}
