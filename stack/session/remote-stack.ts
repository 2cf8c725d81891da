import { ExitCode } from '../../lib/exit-codes.ts';
import { UserError } from '../../lib/errors.ts';
import type { RunningStack } from '../runtimes/runtime.ts';
import type { ControlClient } from './control-client.ts';
import type { SessionRecord } from './record.ts';

/** The stack of a sandbox that another process runs; only a ready one has endpoints. */
export function remoteStack({ runtime, pace, endpoints }: SessionRecord, client: ControlClient): RunningStack {
  if (!endpoints) {
    throw new UserError('The running sandbox is not ready.', { code: 'not-ready', exitCode: ExitCode.bootFailed });
  }
  return {
    runtime,
    pace,
    endpoints,
    components: async () => (await client.status()).components,
    applyFault: (fault, signal) => client.applyFault(fault, signal),
    rollBackFault: (fault, signal) => client.rollBackFault(fault, signal),
    async stop() {
      for await (const message of client.stop()) if (message.type === 'stopped') return;
    },
  };
}
