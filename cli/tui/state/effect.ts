import type { ManualFault } from '../../../ui/faults/manual-fault.ts';
import type { Tone } from '../widgets/theme.ts';

export const viewIds = ['home', 'scenarios', 'traces', 'logs', 'alerts', 'collector', 'faults'] as const;
export type ViewId = (typeof viewIds)[number];

/** What a view shows when another one opens it. Views ignore targets that they do not support. */
export type Target =
  | { type: 'trace'; traceId: string }
  /** A list of traces. */
  | { type: 'traces'; service?: string; only?: 'failed' | 'slow' }
  | { type: 'logs'; traceId?: string; service?: string }
  | { type: 'alert'; alertname: string; labels: Record<string, string> }
  | { type: 'scenario'; name: string };

/** What a key does, as data: executed by the root reducer or the driver, and inspected by tests. */
export type Effect =
  /** Shows another view; `esc` returns. */
  | { type: 'go'; view: ViewId; target?: Target }
  /** Shows a line in the footer for some seconds. */
  | { type: 'message'; text: string; tone?: Tone }
  /** Asks for confirmation; `y` or enter confirms, any other key cancels. */
  | { type: 'confirm'; question: string; detail?: string; confirmed: readonly Effect[] }
  /** Asks for a text; enter sends it to the view as `{type: 'entered', id, text}`. */
  | { type: 'prompt'; id: string; label: string; text: string }
  /** The text of a confirmed prompt. */
  | { type: 'entered'; id: string; text: string }
  /** Opens a page in the user's browser. `what` is for the message: `the trace in Jaeger`. */
  | { type: 'open'; url: string; what: string }
  /** Copies a text to the clipboard. */
  | { type: 'copy'; text: string; what: string }
  /** Queries the feeds of this view immediately. */
  | { type: 'refresh' }
  | { type: 'run'; scenarios: readonly string[]; withFaults: boolean; seed?: number }
  | { type: 'cancel-run' }
  | { type: 'fault-on'; fault: ManualFault }
  | { type: 'fault-off'; fault: ManualFault }
  /** Tears down the sandbox, then closes the screen. */
  | { type: 'quit' }
  /** Like Ctrl-C without a screen: the first starts the teardown, the third kills everything. */
  | { type: 'interrupt' };

/** The effects that the root reducer executes; the driver executes the others. */
export type ScreenEffect = Extract<Effect, { type: 'go' | 'message' | 'confirm' | 'prompt' | 'entered' }>;
export type Command = Exclude<Effect, ScreenEffect>;
