import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { compiledModule } from '../../../lib/paths.ts';
import type { ComponentFaultRequest } from '../../../stack/components/component-fault.ts';
import type { SessionRecord } from '../../../stack/session/record.ts';

/** Uses a sandbox as `sandbox run` does, injects faults, prints `injected`, and then does nothing until it is ended. */
const program = `
const [client, record, faults] = process.argv.slice(1);
const { controlClient } = await import(client);
const control = controlClient(JSON.parse(record));
await control.use('a run that will be killed');
for (const fault of JSON.parse(faults)) await control.applyFault(fault);
process.stdout.write('injected');
setInterval(() => undefined, 1000);
`;

/** A separate process that uses a sandbox and has injected faults into it; `kill` ends it without a message. */
export async function startLeaseHolder(
  record: Pick<SessionRecord, 'socket' | 'token'>,
  faults: readonly ComponentFaultRequest[],
): Promise<{ kill: () => Promise<void> }> {
  const client = pathToFileURL(compiledModule('stack/session/control-client')).href;
  const args = ['--input-type=module', '--eval', program, client, JSON.stringify(record), JSON.stringify(faults)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  await Promise.race([
    once(child.stdout, 'data'),
    exited.then(() => Promise.reject(new Error('it ended before it had injected the faults'))),
  ]);
  return {
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
