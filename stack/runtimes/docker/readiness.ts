import type Dockerode from 'dockerode';
import { text } from 'node:stream/consumers';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { waitUntil } from '../../../lib/wait.ts';
import { request } from '../../clients/http.ts';
import type { BackendName } from '../../components/backends.ts';
import type { ComponentName } from '../../components/component.ts';
import type { Endpoints } from '../../components/endpoints.ts';
import { findService, isPublished, type Service } from '../../services/index.ts';
import { controlPath } from '../../services/service.ts';

/** Several times what a busy machine of two cores needs. */
const readyLimitMs = 90_000;
/** The timeout of one try. */
const tryMs = 2_000;

/**
 * Where this machine reaches no port but the control endpoint, the health check of the container itself is asked as
 * well.
 */
function isAskedInside(name: ComponentName): boolean {
  return name === 'postgres' || name === 'redis' || findService(name)?.port.published === false;
}

/** The component that is checked for readiness. */
export interface Asked {
  name: ComponentName;
  container: Dockerode.Container;
  endpoints: Endpoints;
}

/**
 * The line with which a backend that is asked inside reports that it listens. What listens while PostgreSQL makes the
 * database has no IPv4 address.
 */
const listenLines: Partial<Record<ComponentName, RegExp>> = {
  postgres: /listening on IPv4 address/,
  redis: /Ready to accept connections/,
};

/** Whether a log line of a component means that a check inside of its container is worth its process. */
export function isListening(name: ComponentName, line: string): boolean {
  return listenLines[name]?.test(line) === true;
}

/** Checks once: over HTTP from outside, as its clients do, or inside of the container. Rejects with the answer. */
export async function ask(asked: Asked, signal: AbortSignal): Promise<void> {
  await askOutside(asked, signal);
  if (isAskedInside(asked.name)) await runHealthCheck(asked.container, signal);
}

async function askOutside({ name, endpoints }: Asked, signal: AbortSignal): Promise<void> {
  for (const url of probesOf(name, endpoints)) await request(url, { timeoutMs: tryMs, signal });
}

/**
 * Waits until a started component is ready; `hasListened`: whether a line of it was one of `isListening`. Rejects with a UserError with the last answer and the number of tries, or
 * with the signal's reason.
 */
export async function untilAnswers(asked: Asked, hasListened: () => boolean, signal: AbortSignal): Promise<void> {
  const waited = await waitUntil(
    async () => {
      await askOutside(asked, signal);
      if (!isAskedInside(asked.name)) return { done: true, value: true };
      // Each check is a process, and all containers start at once: at first only the results of the daemon's own checks
      // are read, which it makes every 3 s.
      const health = await healthOf(asked.container);
      if (health === undefined) return { done: true, value: true };
      if (asked.name in listenLines && !hasListened()) return { done: false, seen: health };
      await runHealthCheck(asked.container, signal);
      return { done: true, value: true };
    },
    { timeoutMs: readyLimitMs, intervalMs: 100, signal },
  );
  if (waited.ok) return;
  const { ms, lastSeen, tries } = waited;
  throw new UserError(`${asked.name} was not ready after ${formatDuration(ms)}: ${lastSeen} (${tries} tries)`, {
    code: 'not-ready',
    exitCode: ExitCode.bootFailed,
  });
}

function probesOf(name: ComponentName, endpoints: Endpoints): string[] {
  const service = findService(name);
  if (service) return serviceProbes(service, endpoints);
  const { collector, jaeger, prometheus, loki, grafana } = endpoints;
  const probes: Record<BackendName, string[]> = {
    'otel-collector': [`${collector.health}/`, `${collector.metrics}/metrics`],
    jaeger: [`${jaeger}/api/v3/services`],
    prometheus: [`${prometheus}/-/ready`],
    loki: [`${loki}/ready`],
    grafana: grafana === undefined ? [] : [`${grafana}/api/health`],
    postgres: [],
    redis: [],
  };
  return probes[name as BackendName];
}

function serviceProbes(service: Service, endpoints: Endpoints): string[] {
  const control = `${endpoints.control[service.name] ?? ''}${controlPath}`;
  return isPublished(service) ? [`${endpoints[service.name] ?? ''}${service.healthPath}`, control] : [control];
}

/** Why the container is not healthy, from its last check; undefined where it is, or has no check. */
async function healthOf(container: Dockerode.Container): Promise<string | undefined> {
  const { Health } = (await container.inspect()).State;
  if (Health === undefined || Health.Status === 'healthy') return undefined;
  const { ExitCode: code, Output: output = '' } = Health.Log.at(-1) ?? {};
  return code === undefined
    ? 'its health check has not run yet'
    : `health check -> exit code ${code} ${output.trim()}`.trimEnd();
}

/** Runs the container's own check now, instead of after its interval. Rejects with its output where it fails. */
async function runHealthCheck(container: Dockerode.Container, signal: AbortSignal): Promise<void> {
  const { Config } = await container.inspect();
  const [kind, ...rest] = (Config.Healthcheck as { Test?: string[] } | undefined)?.Test ?? [];
  if (kind === undefined || kind === 'NONE') return;
  const command = kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...rest] : rest;
  const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(tryMs)]);
  const exec = await container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true, abortSignal });
  const output = await text(await exec.start({ abortSignal }));
  const { ExitCode: code } = await exec.inspect();
  if (code === 0) return;
  // The output is in frames, each with eight bytes before it; unprintable characters are left out.
  const printed = output.replaceAll(/[^\x20-\x7E]+/g, ' ').trim();
  throw new Error(`${command[0] ?? ''} -> exit code ${code ?? 'unknown'}${printed === '' ? '' : `: ${printed}`}`);
}
