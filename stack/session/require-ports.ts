import { ExitCode } from '../../lib/exit-codes.ts';
import { UserError } from '../../lib/errors.ts';
import { type PublishedPort, takenPorts } from '../components/ports.ts';
import { portHolder } from './port-holder.ts';

/**
 * @throws UserError, exit code 4, when one of these published ports is taken: names each, its component, and the
 * process that uses it.
 */
export async function requirePorts(ports: readonly PublishedPort[]): Promise<void> {
  const taken = (await takenPorts(ports)).map((one) => ({ ...one, holder: describeHolder(one) }));
  const [first] = taken;
  if (!first) return;
  const one = taken.length === 1;
  throw new UserError(
    one
      ? `Port ${first.port} of 127.0.0.1, which ${first.component} needs for ${first.serves}, is taken${first.holder}.`
      : `${taken.length} ports of 127.0.0.1 that the sandbox needs are taken.`,
    {
      code: 'port-taken',
      exitCode: ExitCode.bootFailed,
      details: one
        ? []
        : taken.map(({ port, component, serves, holder }) => `${port} (${component}, ${serves})${holder}`),
      hint: 'Use free ports with --ports auto, or end the process that listens there.',
    },
  );
}

/** ` by NAME (pid N)`, or an empty text where this system does not report it. */
export function describeHolder({ port }: PublishedPort): string {
  const holder = portHolder(port);
  return holder ? ` by ${holder.command} (pid ${holder.pid})` : '';
}
