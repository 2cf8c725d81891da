import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { builtEntry } from '../../../lib/paths.ts';
import type { ComponentFaultRequest } from '../../../stack/components/component-fault.ts';

/** Uses a sandbox as `sandbox run` does, strikes, says so, and then does nothing until it is ended. */
const program = `
const [client, socket, strikes] = process.argv.slice(1);
const { controlClient } = await import(client);
const control = controlClient(socket);
await control.use('a run that will be killed');
for (const strike of JSON.parse(strikes)) await control.applyFault(strike);
process.stdout.write('struck');
setInterval(() => undefined, 1000);
`;

/** A process of its own that has a sandbox in use and has struck it; `kill` ends it without a word. */
export async function startLeaseHolder(
  socket: string,
  strikes: readonly ComponentFaultRequest[],
): Promise<{ kill: () => Promise<void> }> {
  const client = pathToFileURL(builtEntry('stack/session/control-client')).href;
  const args = ['--input-type=module', '--eval', program, client, socket, JSON.stringify(strikes)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  await Promise.race([
    once(child.stdout, 'data'),
    exited.then(() => Promise.reject(new Error('it ended before it had struck'))),
  ]);
  return {
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
