import { ExitCode } from '../../lib/exit-codes.ts';
import { UserError } from '../../lib/errors.ts';
import type { RunningStack } from '../runtimes/runtime.ts';
import type { ControlClient } from './control-client.ts';
import type { SessionRecord } from './record.ts';

/** The stack of a sandbox that another process runs, as if it were ours; only a ready one has endpoints. */
export function remoteStack({ runtime, pace, endpoints }: SessionRecord, client: ControlClient): RunningStack {
  if (!endpoints) {
    throw new UserError('The running sandbox is not ready.', { code: 'not-ready', exitCode: ExitCode.bootFailed });
  }
  return {
    runtime,
    pace,
    endpoints,
    components: async () => (await client.status()).components,
    applyFault: (strike, signal) => client.applyFault(strike, signal),
    rollBackFault: (strike, signal) => client.rollBackFault(strike, signal),
    async stop() {
      for await (const message of client.stop()) if (message.type === 'stopped') return;
    },
  };
}
