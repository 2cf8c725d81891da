import type { ComponentFaultRequest } from '../../../stack/components/component-fault.ts';
import type { ServiceName } from '../../../stack/services/index.ts';
import type { Tone } from '../widgets/theme.ts';

export const viewIds = ['home', 'scenarios', 'traces', 'logs', 'alerts', 'collector', 'faults'] as const;
export type ViewId = (typeof viewIds)[number];

/** What a view is asked to show when one goes to it from another; a view ignores what it has nothing to show for. */
export type Target =
  | { type: 'trace'; traceId: string }
  /** An exemplar's trace behind a series, such as that of an alert: the newest one that was kept. */
  | { type: 'traces'; service?: string; only?: 'failed' | 'slow' }
  | { type: 'logs'; traceId?: string; service?: string }
  | { type: 'alert'; alertname: string; labels: Record<string, string> }
  | { type: 'scenario'; name: string };

/** A fault that a person switches: one of a service's own, or something that is done to a component. */
export type HandFault =
  | { kind: 'service'; service: ServiceName; fault: string; parameters: Record<string, unknown> }
  | ({ kind: 'component' } & ComponentFaultRequest);

/** What a key wants done. It is data: the root reducer or the driver carries it out, and a test can look at it. */
export type Effect =
  /** Shows another view; `esc` leads back. */
  | { type: 'go'; view: ViewId; target?: Target }
  /** A line at the foot of the screen, for some seconds. */
  | { type: 'say'; text: string; tone?: Tone }
  /** Asks; `y` or enter does it, anything else does not. */
  | { type: 'confirm'; question: string; detail?: string; confirmed: readonly Effect[] }
  /** Asks for a text; on enter the view gets it as `{type: 'entered', id, text}`. */
  | { type: 'prompt'; id: string; label: string; text: string }
  /** What a prompt's answer becomes. */
  | { type: 'entered'; id: string; text: string }
  /** Opens a page in the person's browser. `what` is for the message: `the trace in Jaeger`. */
  | { type: 'open'; url: string; what: string }
  /** Puts a text into the clipboard. */
  | { type: 'copy'; text: string; what: string }
  /** The feeds of this view ask again at once. */
  | { type: 'ask-again' }
  | { type: 'run'; scenarios: readonly string[]; withFaults: boolean; seed?: number }
  | { type: 'cancel-run' }
  | { type: 'fault-on'; fault: HandFault }
  | { type: 'fault-off'; fault: HandFault }
  /** Ends the sandbox in order, then the screen. */
  | { type: 'quit' }
  /** As Ctrl-C does where no screen is: the first ends in order, the third ends hard. */
  | { type: 'interrupt' };

/** The effects that the root reducer carries out by itself; the others are the driver's. */
export type ScreenEffect = Extract<Effect, { type: 'go' | 'say' | 'confirm' | 'prompt' | 'entered' }>;
export type Command = Exclude<Effect, ScreenEffect>;
