import { UserError } from '../../lib/errors.ts';
import { instrument, type Launch } from '../application/instrumentation.ts';
import { readyRecord } from '../application/ready-record.ts';
import { runProgram } from '../application/run-program.ts';
import { defaultServiceName } from '../application/service-name.ts';
import { type Protocol, telemetryEnvironment } from '../application/telemetry-environment.ts';
import { untilSandboxStops } from '../application/until-sandbox-stops.ts';
import type { Context } from '../context.ts';

export interface ExecArguments {
  serviceName?: string;
  protocol: Protocol;
  instrument: boolean;
}

/** `sandbox exec`: runs a program with the `OTEL_*` variables until it, or the sandbox, ends. Returns its exit code. */
export async function exec(
  command: readonly string[],
  { serviceName, protocol, instrument: isInstrumented }: ExecArguments,
  { state, terminal, env }: Pick<Context, 'state' | 'terminal' | 'env'>,
): Promise<number> {
  if (command.length === 0) {
    throw new UserError('No program was given.', {
      code: 'bad-arguments',
      hint: 'Give it after --: sandbox exec -- node server.js',
    });
  }
  const record = readyRecord(state);
  const launch: Launch = isInstrumented ? instrument(command, env) : { command, env: {} };
  const name = serviceName ?? defaultServiceName(process.cwd());
  const variables = telemetryEnvironment(record, { serviceName: name, protocol });
  const ended = new AbortController();
  const stopped = untilSandboxStops(record, ended.signal);
  stopped.addEventListener('abort', () => terminal.err('the sandbox has stopped: ending the program'));
  try {
    return await runProgram({ ...launch, env: { ...variables, ...launch.env } }, { env, stop: stopped });
  } finally {
    ended.abort();
  }
}
