import type Dockerode from 'dockerode';
import { defined } from '../../../lib/defined.ts';
import { messageOf, UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import type { ComponentName } from '../../components/component.ts';
import type { Endpoints } from '../../components/endpoints.ts';
import { abortable } from '../../docker/abortable.ts';
import { refused } from '../../docker/daemon-error.ts';
import type { Part, PartSpec } from '../parts/part.ts';
import { ContainerLog, type OnLine } from './container-log.ts';
import { containerMemory } from './container-memory.ts';
import { ContainerNetwork } from './container-network.ts';
import type { ContainerWatch, HowWatched } from './container-watch.ts';
import { howItEnded } from './ended-container.ts';
import { ask, untilAnswers } from './readiness.ts';

export interface ContainerPartOptions {
  docker: Dockerode;
  /** The container that was made for the component. */
  id: string;
  watch: ContainerWatch;
  endpoints: Endpoints;
  onLine: OnLine;
  /** The person's own configuration files, where there are any. */
  overrides: string | undefined;
}

/** Seconds in which each may end by itself; all of them one after the other are less than a session waits. */
const graceSeconds = { service: 7, 'otel-collector': 10, other: 4 };

/** After this a daemon that was asked to end something is taken to hang. */
const hangMs = 5_000;

/** A component as a container that is there already, and is started, and started again, on the same ports. */
export function containerPart(name: ComponentName, options: ContainerPartOptions): PartSpec {
  const { docker, id, watch, endpoints, onLine, overrides } = options;
  const container = docker.getContainer(id);
  const log = new ContainerLog(container, onLine);
  const asked = { name, container, endpoints };

  async function begin(signal: AbortSignal): Promise<Part> {
    signal.throwIfAborted();
    const ended = watch.nextEnd(name, container).then((how) => endOf(container, log, how));
    const tooEarly = new AbortController();
    void ended.then((reason) => tooEarly.abort(startFailure(name, reason, overrides)));
    const starting = AbortSignal.any([signal, tooEarly.signal]);
    try {
      await abortable(start(name, container), starting);
      void log.follow().catch(() => undefined);
      await untilAnswers(asked, starting);
    } catch (error) {
      // In case it runs; that it does not, or that the daemon is away, is no news.
      await abortable(container.kill(), AbortSignal.timeout(hangMs)).catch(() => undefined);
      throw error;
    }
    return runningPart(name, { ...options, container, log, ended });
  }

  return {
    name,
    begin,
    dispose: () => {
      log.close();
      return Promise.resolve();
    },
  };
}

interface Running extends ContainerPartOptions {
  container: Dockerode.Container;
  log: ContainerLog;
  ended: Promise<string>;
}

function runningPart(name: ComponentName, { docker, container, ended, endpoints }: Running): Part {
  const network = new ContainerNetwork(docker, container);
  const url = urlOf(name, endpoints);
  const act = (what: string, request: Promise<unknown>): Promise<void> =>
    request.then(
      () => undefined,
      (error: unknown) => {
        throw refused(`${name} could not be ${what}`, error);
      },
    );
  return {
    ...defined({ url }),
    memory: () => containerMemory(container),
    ended,
    ask: (signal) => ask({ name, container, endpoints }, signal),
    pause: () => act('paused', container.pause()),
    resume: () => act('resumed', ifPaused(container)),
    disconnect: () => act('disconnected', network.leave()),
    reconnect: () => act('connected again', network.join()),
    async kill() {
      await act('killed', container.kill());
      await ended;
    },
    async stop() {
      // One that has ended already is what is wanted, and one whose daemon is away is told of by who removes the containers.
      const limit = AbortSignal.timeout(graceOf(name) * 1000 + hangMs);
      await abortable(container.stop({ t: graceOf(name) }), limit).catch(() => undefined);
    },
  };
}

const graceOf = (name: ComponentName): number => {
  if (name === 'otel-collector') return graceSeconds[name];
  return ['gateway', 'order', 'payment'].includes(name) ? graceSeconds.service : graceSeconds.other;
};

/** Where a person reaches it; the others publish nothing for people. */
function urlOf(name: ComponentName, endpoints: Endpoints): string | undefined {
  if (name === 'otel-collector') return endpoints.collector.otlpHttp;
  return name === 'postgres' || name === 'order' || name === 'payment' ? undefined : endpoints[name];
}

async function ifPaused(container: Dockerode.Container): Promise<void> {
  const { State } = await container.inspect();
  if (State.Paused) await container.unpause();
}

async function endOf(container: Dockerode.Container, log: ContainerLog, how: HowWatched): Promise<string> {
  if (how === 'lost') return 'the Docker daemon does not answer any more';
  const reason = await howItEnded(container);
  await log.drained();
  return reason;
}

/** The daemon says 304 of one that runs already: found again after the daemon was away. */
async function start(name: ComponentName, container: Dockerode.Container): Promise<void> {
  try {
    await container.start();
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 304) return;
    const failure = refused(`${name} could not be started`, error);
    const isTaken = /port is already allocated|address already in use/.test(messageOf(failure));
    if (!isTaken) throw failure;
    throw new UserError(messageOf(failure), {
      code: 'port-taken',
      exitCode: ExitCode.bootFailed,
      hint: 'Take free ports with --ports auto, or end what listens there.',
      cause: error,
    });
  }
}

const configured: readonly ComponentName[] = ['otel-collector', 'prometheus', 'loki', 'jaeger', 'grafana'];

/** A component that ends at once with somebody's own files is a matter of those files (exit code 2), not of this machine. */
function startFailure(name: ComponentName, reason: string, overrides: string | undefined): UserError {
  const message = `${name} could not be started: ${reason}`;
  if (overrides === undefined || !configured.includes(name)) {
    return new UserError(message, { code: 'container-failed', exitCode: ExitCode.bootFailed });
  }
  return new UserError(message, {
    code: 'config-rejected',
    exitCode: ExitCode.usage,
    hint: `It was started with the files of ${overrides}: mend them there.`,
  });
}
