import type { Clock } from '../../../lib/clock.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { PrometheusApi } from '../../../stack/clients/clients.ts';
import type { Action, StatusAnswer } from '../state/action.ts';

export interface FrameFeedsOptions {
  prometheus: Pick<PrometheusApi, 'alertRules'>;
  status: () => Promise<StatusAnswer>;
  clock: Clock;
  signal: AbortSignal;
  dispatch: (action: Action) => void;
}

const rulesEveryMs = 1000;
const statusEveryMs = 2000;

/** Queries alerts and components, whatever view is shown, until the signal is aborted. */
export function startFrameFeeds({ prometheus, status, clock, signal, dispatch }: FrameFeedsOptions): void {
  const stopped = (): boolean => signal.aborted;
  const every = async (ms: number, ask: () => Promise<Action>, failed: (reason: string) => Action | undefined) => {
    while (!stopped()) {
      const action = await ask().catch((error: unknown) => failed(messageOf(error)));
      if (action && !stopped()) dispatch(action);
      await clock.sleep(ms, signal).catch(() => undefined);
    }
  };
  void every(
    rulesEveryMs,
    async () => ({ type: 'rules', rules: await prometheus.alertRules(signal), at: clock.now() }),
    (reason) => ({ type: 'rules-failed', reason }),
  );
  // The component states already show that a component does not respond.
  void every(
    statusEveryMs,
    async () => ({ type: 'status', status: await status() }),
    () => undefined,
  );
}
