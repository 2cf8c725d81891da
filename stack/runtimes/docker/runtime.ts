import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { messageOf } from '../../../lib/errors.ts';
import { once } from '../../../lib/once.ts';
import { type ComponentName, componentNames, componentsOf } from '../../components/component.ts';
import { endpointsOf } from '../../components/endpoints.ts';
import { abortable } from '../../docker/daemon-requests.ts';
import { projectHolders, projectTaken } from '../../docker/claim.ts';
import { composeVersion } from '../../docker/compose-command.ts';
import { connectDocker, type DockerConnection } from '../../docker/connect.ts';
import { daemonGone } from '../../docker/daemon-error.ts';
import { ownerOfThisProcess } from '../../docker/owner.ts';
import { removeSession } from '../../docker/project.ts';
import { ensureImages } from '../../images/ensure-images.ts';
import { ensureBuiltImages } from '../../images/services/ensure-built-images.ts';
import { prepareConfig } from '../../pacing/prepare-config.ts';
import { telemetryVariables } from '../../pacing/telemetry-intervals.ts';
import { coreServiceNames, findService, services } from '../../services/index.ts';
import { headSamplingVariables } from '../../services/head-sampling.ts';
import { ComponentStates } from '../component-states.ts';
import { ComponentLogs } from '../component-log.ts';
import { ActiveFaults } from '../faults/active-faults.ts';
import { PartSet } from '../parts/part-set.ts';
import type { BootOptions, RunningStack, Runtime } from '../runtime.ts';
import { stopOrder } from '../stop-order.ts';
import { containerPart } from './container-part.ts';
import { ContainerWatch } from './container-watch.ts';
import { urlVariables } from './compose-variables.ts';
import { createContainers } from './create-containers.ts';
import { portMap, portVariables } from './port-map.ts';
import { Turns } from './turns.ts';

/** The stack as containers of the published images, described by docker-compose.yml. */
export const dockerRuntime: Runtime = { kind: 'docker', boot };

async function boot(options: BootOptions): Promise<RunningStack> {
  const { signal, session = randomBytes(4).toString('hex') } = options;
  const connection = await connectDocker(signal === undefined ? {} : { signal });
  const logs = new ComponentLogs(join(options.folder, 'logs'), options.onNotice);
  const states = new ComponentStates(options.onComponent);
  const parts = new PartSet(states, signal);
  const faults = new ActiveFaults(parts, states);
  const watch = new ContainerWatch({ ...{ docker: connection.docker, session }, onBack: () => void startLost(parts) });
  const run: Run = { ...{ options, session, connection, logs, states, parts, watch } };
  const remove = async (): Promise<void> => {
    watch.close();
    await removeContainers(run);
    await logs.close();
  };
  try {
    const endpoints = await bootContainers(run);
    return {
      runtime: 'docker',
      endpoints,
      pace: options.pace,
      components: () => states.statuses(),
      applyFault: (request, abort) => faults.apply(request, abort),
      rollBackFault: (request, abort) => faults.rollBack(request, abort),
      stop: once(async () => {
        parts.abort();
        await faults.lift();
        await parts.stop(stopOrder);
        await remove();
      }),
    };
  } catch (error) {
    parts.abort();
    const gone = signal?.aborted === true ? undefined : await daemonGone(connection, error);
    // A failed boot is removed at once, without graceful stops; then its components are reported as stopped.
    await remove();
    await parts.stop(stopOrder);
    throw gone ?? error;
  }
}

interface Run {
  options: BootOptions;
  session: string;
  connection: DockerConnection;
  logs: ComponentLogs;
  states: ComponentStates;
  parts: PartSet;
  watch: ContainerWatch;
}

/** Images first, then all containers, then their starts all at once; the first failure ends the rest. */
async function bootContainers({
  options,
  session,
  connection,
  logs,
  parts,
  watch,
}: Run): Promise<RunningStack['endpoints']> {
  const {
    pace,
    headSampling,
    controlToken,
    folder,
    sampling,
    configFolder: overrides,
    onComponent,
    onProcess,
    services: wanted = coreServiceNames,
  } = options;
  const { docker } = connection;
  const signal = parts.bootSignal;

  const withLegacy = wanted.includes('legacy');
  // At once, as Compose is asked in a process of its own; all have ended when one of them fails.
  const [version, holders, prepared] = await Promise.allSettled([
    composeVersion(connection),
    abortable(projectHolders(docker), signal),
    prepareConfig({ pace, target: join(folder, 'config'), overrides, sampling, withLegacy }),
  ]);
  valueOf(version);
  const taken = projectTaken(valueOf(holders));
  if (taken) throw taken;
  const config = valueOf(prepared);
  const needed = componentsOf(wanted);
  await ensureImages({ docker, onComponent, signal, components: needed });
  const images = await ensureBuiltImages({ docker, onComponent, signal, components: needed });

  const ports = await portMap(options.ports);
  await abortable(watch.open(), signal);
  const containers = await createContainers({
    ...{ connection, session, onProcess, signal, components: needed },
    variables: {
      ...portVariables(ports),
      ...telemetryVariables(pace),
      ...(headSampling === undefined ? {} : headSamplingVariables(headSampling)),
      SANDBOX_CONFIG: config.folder,
      ...images,
      ...urlVariables(needed),
      SANDBOX_SESSION: session,
      SANDBOX_CONTROL_TOKEN: controlToken ?? '',
      SANDBOX_OWNER: ownerOfThisProcess(),
      SANDBOX_SERVICE_RESTART: 'no',
    },
  });
  const endpoints = endpointsOf(ports, { grafana: true, services: wanted, controlToken });
  const turns = new Turns(startsAtOnce);
  const starting = inStartOrder([...containers.keys()]).map((name) =>
    parts.start(
      containerPart(name, {
        ...{ docker, id: containers.get(name) ?? '', watch, endpoints, turns, overrides },
        onLine: (line, time) => logs.write(name, line, time),
      }),
    ),
  );
  try {
    await Promise.all(starting);
  } catch (error) {
    parts.abort();
    await Promise.allSettled(starting);
    throw error;
  }
  return endpoints;
}

/**
 * The daemon starts several containers at once as slowly as one after another, and all of them are there only at the
 * end. So those with the most to do begin first.
 */
const startsAtOnce = 3;

/** What services wait for, then services, then what nothing waits for. */
function inStartOrder(names: readonly ComponentName[]): ComponentName[] {
  const rank = (name: ComponentName): number => {
    if (services.some(({ dependsOn }) => (dependsOn as readonly string[]).includes(name))) return 0;
    return findService(name) ? 1 : 2;
  };
  return [...names].sort((a, b) => rank(a) - rank(b));
}

function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'fulfilled') return result.value;
  throw result.reason;
}

/** After the daemon was gone: starts the containers that no longer run, and follows those that still do. */
async function startLost(parts: PartSet): Promise<void> {
  const lost = componentNames.flatMap((name) => parts.slot(name) ?? []).filter(({ part }) => part === undefined);
  await Promise.allSettled(lost.map((slot) => slot.start(parts.signal)));
}

/** For a daemon that hangs. */
const removeLimitMs = 35_000;

/** What stays on a daemon that is gone is found by its labels at a later start or by `sandbox down`. */
async function removeContainers({ connection, session }: Run): Promise<void> {
  let why: string;
  try {
    const left = await abortable(removeSession(connection.docker, session), AbortSignal.timeout(removeLimitMs));
    if (left.length === 0) return;
    why = `still there: ${left.map(({ name }) => name).join(', ')}`;
  } catch (error) {
    why = messageOf(error);
  }
  process.stderr.write(
    `sandbox: its containers could not be removed from Docker (${why}); run \`sandbox down\` later.\n`,
  );
}
