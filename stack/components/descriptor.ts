/** One of the terminal's sixteen colors, which follow the user's theme. */
export type ComponentColor = 'cyan' | 'magenta' | 'blue' | 'yellow' | 'green';

/** What backends and services have in common. */
export interface ComponentDescriptor {
  /** Also the name of its container and of its log file. */
  readonly name: string;
  /**
   * Components with a lower number stop first, those with the same one at once: what sends stops before what receives.
   */
  readonly stopOrder: number;
  /** Milliseconds that it may take to end by itself when it is asked to, before it is killed. */
  readonly shutdownMs: number;
  /** The color of its name and of its spans; the same in every view. */
  readonly color?: ComponentColor;
}
