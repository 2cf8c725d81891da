import type { RunEvent } from '../../../lib/events/run-event.ts';
import type { AlertRule } from '../../../stack/clients/prometheus.ts';
import type { SessionStatus } from '../../../stack/session/control-protocol.ts';
import type { KeyPress } from '../keys/key.ts';
import type { Tone } from '../widgets/theme.ts';
import type { Activity, RunPlan, StackView } from './shared.ts';
import type { Target, ViewId } from './effect.ts';
import type { ManualFault } from '../../../ui/faults/manual-fault.ts';

/** The parts of the session status that the UI shows. */
export type StatusAnswer = Pick<SessionStatus, 'components' | 'memoryBytes' | 'traffic' | 'usedBy'>;

/** All inputs of the root reducer. */
export type Action =
  | { type: 'event'; event: RunEvent }
  | { type: 'key'; key: KeyPress }
  /** Sent every second with the current time; ms since the epoch. */
  | { type: 'tick'; now: number }
  | { type: 'resize'; columns: number; rows: number }
  /** The answer to a feed of a view. */
  | { type: 'answer'; view: ViewId; answer: unknown; at: number }
  | { type: 'unanswered'; view: ViewId; feed: string; reason: string; at: number }
  /** The answers to the feeds of the frame. */
  | { type: 'rules'; rules: readonly AlertRule[]; at: number }
  | { type: 'rules-failed'; reason: string }
  | { type: 'status'; status: StatusAnswer }
  | { type: 'ready'; stack: StackView; stays: boolean; at: number }
  | { type: 'activity'; activity: Activity }
  /** Sent before each scenario of a plan; without a plan after the last. */
  | { type: 'plan'; plan?: RunPlan }
  | { type: 'fault-on'; fault: ManualFault; at: number }
  | { type: 'fault-off'; fault: ManualFault; at: number }
  | { type: 'message'; text: string; tone?: Tone; at: number };

/** Actions for the reducer of a view. Keys are handled by its key bindings. */
export type ViewAction<Answer> =
  | { type: 'event'; event: RunEvent }
  | { type: 'answer'; answer: Answer; at: number }
  /** A feed failed. The previous answer may still be shown, with this reason. */
  | { type: 'unanswered'; feed: string; reason: string; at: number }
  /** The view is shown: with a target from another view, or `again` after `esc`. */
  | { type: 'shown'; target?: Target; again?: true }
  /** The text entered in a `prompt` of this view. */
  | { type: 'entered'; id: string; text: string };
