import { join } from 'node:path';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import type { ComponentName } from '../../components/component.ts';
import { collectorArguments, prometheusArguments } from '../../components/arguments.ts';
import type { LoadedEngine } from '../../engine/load.ts';
import type { PartSpec } from '../parts/part.ts';
import { hostMap, type PortMap } from './port-map.ts';
import { rolePart } from './role-part.ts';

export interface EnginePartOptions {
  engine: LoadedEngine;
  /** The folder of this run, for what a component writes. */
  folder: string;
  /** The folder with the user's own configuration files, if any. */
  overrides: string | undefined;
  ports: PortMap;
  log: (component: ComponentName, line: string) => void;
}

/** The Collector merges its configuration files. */
export function collectorPart(
  configs: readonly string[],
  { engine, overrides, ports, log }: EnginePartOptions,
): PartSpec {
  return rolePart({
    name: 'otel-collector',
    role: 'collector',
    // Telemetry can end it, as it can end the real one, which its container's policy would start again.
    restarts: true,
    engine,
    argv: [...configs.map((file) => `--config=${file}`), ...collectorArguments],
    listeners: {
      4317: ports.otlpGrpc,
      4318: ports.otlpHttp,
      8888: ports.collectorMetrics,
      13133: ports.collectorHealth,
    },
    hosts: hostMap(ports),
    url: `http://127.0.0.1:${ports.otlpHttp}`,
    ask: `http://127.0.0.1:${ports.collectorHealth}/`,
    log,
    explain: (error) => blameConfiguration(error, overrides),
  });
}

/** Its series are in memory: without a write-ahead log they are lost when it ends. */
export function prometheusPart(config: string, { engine, folder, overrides, ports, log }: EnginePartOptions): PartSpec {
  const url = `http://127.0.0.1:${ports.prometheus}`;
  return rolePart({
    name: 'prometheus',
    role: 'prometheus',
    // A query can end it.
    restarts: true,
    engine,
    argv: [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'prometheus')}`, ...prometheusArguments],
    listeners: { 9090: ports.prometheus },
    hosts: hostMap(ports),
    url,
    ask: `${url}/-/ready`,
    log,
    explain: (error) => blameConfiguration(error, overrides),
  });
}

/**
 * A component that does not start with the user's own files: the files are at fault (exit code 2), not this machine.
 */
function blameConfiguration(error: unknown, folder: string | undefined): unknown {
  if (folder === undefined || !(error instanceof UserError) || error.code !== 'engine-failed') return error;
  return new UserError(error.message, {
    code: 'config-rejected',
    exitCode: ExitCode.usage,
    details: error.details,
    hint: `It was started with the files of ${folder}: fix them there.`,
    cause: error,
  });
}
