import { ExitCode } from '../../lib/exit-codes.ts';
import { readyRecord } from '../application/ready-record.ts';
import { defaultServiceName } from '../application/service-name.ts';
import {
  type Format,
  formatEnvironment,
  type Protocol,
  telemetryEnvironment,
} from '../application/telemetry-environment.ts';
import type { Context } from '../context.ts';

export interface EnvArguments {
  serviceName?: string;
  protocol: Protocol;
  format: Format;
}

/** `sandbox env`: prints the `OTEL_*` variables for an application of the user. */
export function env(
  { serviceName, protocol, format }: EnvArguments,
  { terminal, state }: Pick<Context, 'terminal' | 'state'>,
): ExitCode {
  const name = serviceName ?? defaultServiceName(process.cwd());
  terminal.out(formatEnvironment(telemetryEnvironment(readyRecord(state), { serviceName: name, protocol }), format));
  return ExitCode.ok;
}
