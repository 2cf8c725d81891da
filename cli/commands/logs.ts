import { ExitCode } from '../../lib/exit-codes.ts';
import { UserError } from '../../lib/errors.ts';
import { componentNames, type ComponentName } from '../../stack/components/component.ts';
import type { LogLine } from '../../stack/runtimes/runtime.ts';
import { runningRecord } from '../../stack/session/leftovers.ts';
import { readLogs } from '../../stack/session/log-files.ts';
import { isRunning } from '../../stack/session/process-identity.ts';
import type { Context } from '../context.ts';
import { unknownName } from '../../lib/nearest.ts';
import type { Colors } from '../terminal.ts';

export interface LogsArguments {
  follow: boolean;
  lines?: number;
}

/** `sandbox logs`: what the components of the running sandbox said, in order of time. */
export async function logs(component: string | undefined, options: LogsArguments, context: Context): Promise<ExitCode> {
  const { out, err, colors } = context.terminal;
  const components = component === undefined ? componentNames : [knownComponent(component)];
  const record = runningRecord(context.state);
  if (!record) {
    throw new UserError('No sandbox is running, so there are no logs.', {
      code: 'not-running',
      hint: 'Start one with `sandbox up`; with --keep its logs are kept after it has stopped.',
    });
  }
  const followUntil = (): boolean => !options.follow || !isRunning(record.owner);
  let skipOlder = true;
  for await (const batch of readLogs(record.folder, { components, followUntil })) {
    const wanted = skipOlder && options.lines !== undefined ? lastOf(batch, options.lines) : batch;
    skipOlder = false;
    for (const line of wanted) out(format(line, component === undefined, colors));
  }
  if (options.follow) err('The sandbox has ended.');
  return ExitCode.ok;
}

const lastOf = (batch: LogLine[], count: number): LogLine[] => (count === 0 ? [] : batch.slice(-count));

function knownComponent(name: string): ComponentName {
  const known = componentNames.find((one) => one === name);
  if (!known) throw unknownName('component', name, componentNames);
  return known;
}

function format({ component, time, text }: LogLine, named: boolean, colors: Colors): string {
  return [time && colors.dim(time), named ? colors.cyan(component.padEnd(14)) : undefined, text]
    .filter(Boolean)
    .join(' ');
}
