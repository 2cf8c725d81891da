import { processMemory } from '../../../lib/process-memory.ts';
import { localUrl } from '../../components/endpoints.ts';
import { controlPortOf } from '../../components/ports.ts';
import { telemetryVariables } from '../../pacing/telemetry-intervals.ts';
import { headSamplingVariables } from '../../services/head-sampling.ts';
import type { Service, ServiceName } from '../../services/index.ts';
import { isCrash } from '../parts/crash.ts';
import { howEnded } from '../parts/how-ended.ts';
import type { PartSpec } from '../parts/part.ts';
import type { BootOptions } from '../runtime.ts';
import { askHttp } from './faults/ask.ts';
import type { PortMap } from './port-map.ts';
import { type ServiceExit, startService } from './service-process.ts';

export interface ServicePartOptions {
  ports: PortMap;
  pace: number;
  headSampling: BootOptions['headSampling'];
  controlToken: BootOptions['controlToken'];
  /** The interpreter of a Python service. */
  interpreter?: string | undefined;
  /** The URL of another component, read at each start; undefined where it does not run. */
  urlOf: (component: string) => string | undefined;
  log: (component: ServiceName, line: string) => void;
  onProcess: BootOptions['onProcess'];
}

/** A demo service as a process of its own, connected to the services that it calls and to the Collector. */
export function servicePart(service: Service, options: ServicePartOptions): PartSpec {
  const { ports, interpreter, log, onProcess } = options;
  const { name } = service;
  const url = localUrl(ports[name]);
  let last: ServiceExit | undefined;
  return {
    name,
    restarts: () => last !== undefined && isCrash(last.code, last.signal),
    async begin(signal) {
      const running = await startService({
        service,
        interpreter,
        env: environmentOf(service, options),
        onLog: (line) => log(name, line),
        onProcess: (pid) => onProcess?.({ pid, name }),
        signal,
      });
      return {
        url,
        memory: () => processMemory(running.pid),
        ended: running.exited.then((exit) => {
          last = exit;
          return howEnded(exit.code, exit.signal, exit.message);
        }),
        ask: askHttp(`${url}${service.healthPath}`),
        pause: () => running.pause(),
        resume: () => running.resume(),
        disconnect: () => running.disconnect(),
        reconnect: () => running.reconnect(),
        stop: () => running.stop(),
        kill: () => running.kill(),
      };
    },
  };
}

/** The variables of a service: those that every service has, then those of its descriptor. */
export function environmentOf(
  { name, environment }: Service,
  {
    ports,
    pace,
    headSampling,
    controlToken,
    urlOf,
  }: Pick<ServicePartOptions, 'ports' | 'pace' | 'headSampling' | 'controlToken' | 'urlOf'>,
): Record<string, string> {
  const own = Object.entries(environment).flatMap(([variable, value]) => {
    const text = typeof value === 'string' ? value : urlOf(value.urlOf);
    return text === undefined ? [] : [[variable, text]];
  });
  return {
    HOST: '127.0.0.1',
    PORT: String(ports[name]),
    CONTROL_PORT: String(ports[controlPortOf(name)]),
    ...(controlToken === undefined ? {} : { CONTROL_TOKEN: controlToken }),
    OTEL_EXPORTER_OTLP_ENDPOINT: localUrl(ports.otlpHttp),
    ...telemetryVariables(pace),
    ...(headSampling === undefined ? {} : headSamplingVariables(headSampling)),
    ...(Object.fromEntries(own) as Record<string, string>),
  };
}
