import type Dockerode from 'dockerode';
import { text } from 'node:stream/consumers';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { waitUntil } from '../../../lib/wait.ts';
import { request } from '../../clients/http.ts';
import type { ComponentName } from '../../components/component.ts';
import type { Endpoints } from '../../components/endpoints.ts';

/** Several times what a busy machine of two cores needs. */
const readyLimitMs = 90_000;
/** What one look may take before it is given up and asked again. */
const lookMs = 2_000;

/** What is published for nobody but the control of faults is asked by the health check of its own container as well. */
const askedInside: readonly ComponentName[] = ['postgres', 'order', 'payment'];

/** Whom to ask whether a component does its work. */
export interface Asked {
  name: ComponentName;
  container: Dockerode.Container;
  endpoints: Endpoints;
}

/** Asks once: over HTTP from outside, as everybody reaches it, or inside. Rejects with what was seen. */
export async function ask(asked: Asked, signal: AbortSignal): Promise<void> {
  await askOutside(asked, signal);
  if (askedInside.includes(asked.name)) await runHealthCheck(asked.container, signal);
}

async function askOutside({ name, endpoints }: Asked, signal: AbortSignal): Promise<void> {
  for (const url of probesOf(name, endpoints)) await request(url, { timeoutMs: lookMs, signal });
}

/** Asks one that was started until it answers. Rejects with a UserError that has the last answer and the number of tries, or with the signal's reason. */
export async function untilAnswers(asked: Asked, signal: AbortSignal): Promise<void> {
  const waited = await waitUntil(
    async () => {
      await askOutside(asked, signal);
      // The daemon's own look, every second: each is a process, and all containers start at once.
      const health = askedInside.includes(asked.name) ? await healthOf(asked.container) : undefined;
      return health === undefined ? { done: true, value: true } : { done: false, seen: health };
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

function probesOf(name: ComponentName, { gateway, collector, control, ...endpoints }: Endpoints): string[] {
  const probes: Record<ComponentName, string[]> = {
    'otel-collector': [`${collector.health}/`, `${collector.metrics}/metrics`],
    jaeger: [`${endpoints.jaeger}/api/v3/services`],
    prometheus: [`${endpoints.prometheus}/-/ready`],
    loki: [`${endpoints.loki}/ready`],
    grafana: endpoints.grafana === undefined ? [] : [`${endpoints.grafana}/api/health`],
    postgres: [],
    gateway: [`${gateway}/health`, `${control.gateway}/faults`],
    order: [`${control.order}/faults`],
    payment: [`${control.payment}/faults`],
  };
  return probes[name];
}

/** What keeps it from being healthy, as its own check saw it last; nothing where it is, or has no check. */
async function healthOf(container: Dockerode.Container): Promise<string | undefined> {
  const { Health } = (await container.inspect()).State;
  if (Health === undefined || Health.Status === 'healthy') return undefined;
  const { ExitCode: code, Output: said = '' } = Health.Log.at(-1) ?? {};
  return code === undefined
    ? 'its health check has not run yet'
    : `health check -> exit code ${code} ${said.trim()}`.trimEnd();
}

/** Runs the container's own check now, rather than when its interval is over. Rejects with what it said where it does not hold. */
async function runHealthCheck(container: Dockerode.Container, signal: AbortSignal): Promise<void> {
  const { Config } = await container.inspect();
  const [kind, ...rest] = (Config.Healthcheck as { Test?: string[] } | undefined)?.Test ?? [];
  if (kind === undefined || kind === 'NONE') return;
  const command = kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...rest] : rest;
  const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(lookMs)]);
  const exec = await container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true, abortSignal });
  const output = await text(await exec.start({ abortSignal }));
  const { ExitCode: code } = await exec.inspect();
  if (code === 0) return;
  // Its output is in frames, each with eight bytes before it; what is no letter is left out.
  const said = output.replaceAll(/[^\x20-\x7E]+/g, ' ').trim();
  throw new Error(`${command[0] ?? ''} -> exit code ${code ?? 'unknown'}${said === '' ? '' : `: ${said}`}`);
}
