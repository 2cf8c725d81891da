import type { RunEvent } from '../../../lib/events/run-event.ts';
import type { AlertRule } from '../../../stack/clients/prometheus.ts';
import type { SessionStatus } from '../../../stack/session/control-protocol.ts';
import type { KeyPress } from '../keys/key.ts';
import type { Tone } from '../widgets/theme.ts';
import type { Activity, RunPlan, StackView } from './shared.ts';
import type { HandFault, Target, ViewId } from './effect.ts';

/** What the sandbox says of itself; `remote` sandboxes say less while they are busy. */
export type StatusAnswer = Pick<SessionStatus, 'components' | 'memoryBytes' | 'traffic' | 'usedBy'>;

/** Everything that can happen to the screen. The root reducer makes the next state of it, and of nothing else. */
export type Action =
  | { type: 'event'; event: RunEvent }
  | { type: 'key'; key: KeyPress }
  /** Once a second: the time that is drawn with. Milliseconds since the epoch. */
  | { type: 'tick'; now: number }
  | { type: 'resize'; columns: number; rows: number }
  /** What a feed of a view was answered. */
  | { type: 'answer'; view: ViewId; answer: unknown; at: number }
  | { type: 'unanswered'; view: ViewId; feed: string; reason: string; at: number }
  /** What the frame's own feeds were answered. */
  | { type: 'rules'; rules: readonly AlertRule[]; at: number }
  | { type: 'rules-failed'; reason: string }
  | { type: 'status'; status: StatusAnswer }
  | { type: 'ready'; stack: StackView; stays: boolean; at: number }
  | { type: 'activity'; activity: Activity }
  /** Before each scenario of a plan, and after the last with no plan. */
  | { type: 'plan'; plan?: RunPlan }
  | { type: 'fault-on'; fault: HandFault; at: number }
  | { type: 'fault-off'; fault: HandFault; at: number }
  | { type: 'message'; text: string; tone?: Tone; at: number };

/** What a view's reducer is given. Keys are not among them: they are in the view's table. */
export type ViewAction<Answer> =
  | { type: 'event'; event: RunEvent }
  | { type: 'answer'; answer: Answer; at: number }
  /** A feed got no answer; what was answered before may still be shown, with this reason. */
  | { type: 'unanswered'; feed: string; reason: string; at: number }
  /** The view is shown: with what, when another view sent it there; `again` when one comes back to it with `esc`. */
  | { type: 'shown'; target?: Target; again?: true }
  /** The text that a `prompt` of this view asked for. */
  | { type: 'entered'; id: string; text: string };
