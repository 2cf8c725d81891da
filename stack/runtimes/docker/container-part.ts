import type Dockerode from 'dockerode';
import { defined } from '../../../lib/defined.ts';
import { messageOf, UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { backends } from '../../components/backends.ts';
import { type ComponentName, findComponent } from '../../components/component.ts';
import type { Endpoints } from '../../components/endpoints.ts';
import { abortable } from '../../docker/daemon-requests.ts';
import { refused } from '../../docker/daemon-error.ts';
import type { Part, PartSpec } from '../parts/part.ts';
import { ContainerLog, type OnLine } from './container-log.ts';
import { containerMemory } from './container-memory.ts';
import { ContainerNetwork } from './container-network.ts';
import type { ContainerWatch, ContainerEnd } from './container-watch.ts';
import { type ContainerExit, describeExit } from './container-exit.ts';
import type { Turns } from './turns.ts';
import { ask, isListening, untilAnswers } from './readiness.ts';

export interface ContainerPartOptions {
  docker: Dockerode;
  /** The container of the component. */
  id: string;
  watch: ContainerWatch;
  endpoints: Endpoints;
  onLine: OnLine;
  /** Starts some containers at a time. */
  turns: Turns;
  /** The folder with the user's own configuration files, if any. */
  overrides: string | undefined;
}

/**
 * Added to the time in which a component may end by itself, as a busy daemon needs it too. All groups of the stop
 * order, one after another, take less time than a session waits.
 */
const graceMs = 2_000;

/** How long the daemon may take to end a container. */
const hangMs = 5_000;

/** A component as an existing container, which is started, and started again, on the same ports. */
export function containerPart(name: ComponentName, options: ContainerPartOptions): PartSpec {
  const { docker, id, watch, endpoints, onLine, turns, overrides } = options;
  const container = docker.getContainer(id);
  let hasListened = false;
  const log = new ContainerLog(container, (line, time) => {
    hasListened ||= isListening(name, line);
    onLine(line, time);
  });
  const asked = { name, container, endpoints };

  let crashed = false;

  async function begin(signal: AbortSignal): Promise<Part> {
    signal.throwIfAborted();
    hasListened = false;
    const ended = watch.nextEnd(name, container).then(async (how) => {
      const exit = await endOf(container, log, how);
      crashed = exit.crashed;
      return exit.reason;
    });
    const tooEarly = new AbortController();
    void ended.then((reason) => tooEarly.abort(startFailure(name, reason, overrides)));
    const starting = AbortSignal.any([signal, tooEarly.signal]);
    try {
      await turns.take(() => abortable(start(name, container), starting));
      void log.follow().catch(() => undefined);
      await untilAnswers(asked, () => hasListened, starting);
    } catch (error) {
      // In case it runs. That it does not, or that the daemon is gone, is known already.
      await abortable(container.kill(), AbortSignal.timeout(hangMs)).catch(() => undefined);
      throw error;
    }
    return runningPart(name, { ...options, container, log, ended });
  }

  return {
    name,
    restarts: () => crashed,
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
      // A container that has ended already is fine, and a daemon that is gone is reported when the containers are
      // removed.
      const limit = AbortSignal.timeout(graceSeconds(name) * 1000 + hangMs);
      await abortable(container.stop({ t: graceSeconds(name) }), limit).catch(() => undefined);
    },
  };
}

const graceSeconds = (name: ComponentName): number => ((findComponent(name)?.shutdownMs ?? 0) + graceMs) / 1000;

/** Where the user reaches it; undefined where it publishes nothing but its control endpoint. */
function urlOf(name: ComponentName, endpoints: Endpoints): string | undefined {
  if (name === 'otel-collector') return endpoints.collector.otlpHttp;
  const url = (endpoints as Partial<Record<ComponentName, unknown>>)[name];
  return typeof url === 'string' ? url : undefined;
}

async function ifPaused(container: Dockerode.Container): Promise<void> {
  const { State } = await container.inspect();
  if (State.Paused) await container.unpause();
}

async function endOf(container: Dockerode.Container, log: ContainerLog, how: ContainerEnd): Promise<ContainerExit> {
  if (how === 'lost') return { reason: 'the Docker daemon no longer answers', crashed: false };
  const exit = await describeExit(container);
  await log.drained();
  return exit;
}

/** The daemon answers 304 for a container that runs already, as after the daemon was gone. */
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
      hint: 'Use free ports with --ports auto, or end the process that listens there.',
      cause: error,
    });
  }
}

/**
 * A component that does not start with the user's own files: the files are at fault (exit code 2), not this machine.
 */
function startFailure(name: ComponentName, reason: string, overrides: string | undefined): UserError {
  const message = `${name} could not be started: ${reason}`;
  const isConfigurable = backends.some((backend) => backend.name === name && backend.isConfigurable);
  if (overrides === undefined || !isConfigurable) {
    return new UserError(message, { code: 'container-failed', exitCode: ExitCode.bootFailed });
  }
  return new UserError(message, {
    code: 'config-rejected',
    exitCode: ExitCode.usage,
    hint: `It was started with the files of ${overrides}: fix them there.`,
  });
}
