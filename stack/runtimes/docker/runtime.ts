import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { messageOf } from '../../../lib/errors.ts';
import { once } from '../../../lib/once.ts';
import { componentNames } from '../../components/component.ts';
import { endpointsOf } from '../../components/endpoints.ts';
import { abortable } from '../../docker/abortable.ts';
import { projectHolders, projectTaken } from '../../docker/claim.ts';
import { composeVersion } from '../../docker/compose-command.ts';
import { connectDocker, type DockerConnection } from '../../docker/connect.ts';
import { daemonGone } from '../../docker/daemon-error.ts';
import { ownerOfThisProcess } from '../../docker/owner.ts';
import { removeSession } from '../../docker/project.ts';
import { ensureImages } from '../../images/ensure-images.ts';
import { ensureServicesImage } from '../../images/services/ensure-services-image.ts';
import { prepareConfig } from '../../pacing/prepare-config.ts';
import { telemetryVariables } from '../../pacing/telemetry-intervals.ts';
import { ComponentBoard } from '../component-states.ts';
import { ComponentLogs } from '../component-log.ts';
import { Strikes } from '../faults/component-faults.ts';
import { PartSet } from '../parts/part-set.ts';
import type { BootOptions, RunningStack, Runtime } from '../runtime.ts';
import { stopOrder } from '../stop-order.ts';
import { containerPart } from './container-part.ts';
import { ContainerWatch } from './container-watch.ts';
import { createContainers } from './create-containers.ts';
import { portMap, portVariables } from './port-map.ts';

/** The stack as containers of the published images, described by docker-compose.yml. */
export const dockerRuntime: Runtime = { kind: 'docker', boot };

async function boot(options: BootOptions): Promise<RunningStack> {
  const { signal, session = randomBytes(4).toString('hex') } = options;
  const connection = await connectDocker(signal === undefined ? {} : { signal });
  const logs = new ComponentLogs(join(options.folder, 'logs'));
  const board = new ComponentBoard(options.onComponent);
  const parts = new PartSet(board, signal);
  const strikes = new Strikes(parts, board);
  const watch = new ContainerWatch({ ...{ docker: connection.docker, session }, onBack: () => void startLost(parts) });
  const run: Run = { ...{ options, session, connection, logs, board, parts, watch } };
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
      components: () => board.statuses(),
      applyFault: (strike, abort) => strikes.apply(strike, abort),
      rollBackFault: (strike, abort) => strikes.rollBack(strike, abort),
      stop: once(async () => {
        parts.giveUp();
        await strikes.lift();
        await parts.stop(stopOrder);
        await remove();
      }),
    };
  } catch (error) {
    parts.giveUp();
    const gone = signal?.aborted === true ? undefined : await daemonGone(connection, error);
    // Nothing of a failed boot is worth to be waited for: it all goes at once, and what is told as stopped is gone.
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
  board: ComponentBoard;
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
  const { pace, folder, configFolder: overrides, onComponent, onProcess } = options;
  const { docker } = connection;
  const signal = parts.bootSignal;

  await composeVersion(connection);
  const taken = projectTaken(await abortable(projectHolders(docker), signal));
  if (taken) throw taken;
  const config = await prepareConfig({ pace, target: join(folder, 'config'), overrides });
  await ensureImages({ docker, onComponent, signal });
  const image = await ensureServicesImage({ docker, onComponent, signal });

  const ports = await portMap(options.ports);
  await abortable(watch.open(), signal);
  const containers = await createContainers({
    ...{ connection, session, onProcess, signal },
    variables: {
      ...portVariables(ports),
      ...telemetryVariables(pace),
      SANDBOX_CONFIG: config.folder,
      SANDBOX_SERVICES_IMAGE: image,
      SANDBOX_SESSION: session,
      SANDBOX_OWNER: ownerOfThisProcess(),
    },
  });
  const endpoints = endpointsOf(ports, { grafana: true });
  const starting = [...containers].map(([name, id]) =>
    parts.start(
      containerPart(name, {
        ...{ docker, id, watch, endpoints, overrides },
        onLine: (line, time) => logs.write(name, line, time),
      }),
    ),
  );
  try {
    await Promise.all(starting);
  } catch (error) {
    parts.giveUp();
    await Promise.allSettled(starting);
    throw error;
  }
  return endpoints;
}

/** After the daemon was away: what does not run is started again, what runs is found again. */
async function startLost(parts: PartSet): Promise<void> {
  const lost = componentNames.flatMap((name) => parts.slot(name) ?? []).filter(({ part }) => part === undefined);
  await Promise.allSettled(lost.map((slot) => slot.start(parts.signal)));
}

/** A daemon that hangs answers never. */
const removeLimitMs = 35_000;

/** A daemon that is away keeps what it has until a later start, or `sandbox down`, finds it by its labels. */
async function removeContainers({ connection, session }: Run): Promise<void> {
  let why: string;
  try {
    const left = await abortable(removeSession(connection.docker, session), AbortSignal.timeout(removeLimitMs));
    if (left.length === 0) return;
    why = `these would not go: ${left.map(({ name }) => name).join(', ')}`;
  } catch (error) {
    why = messageOf(error);
  }
  process.stderr.write(
    `sandbox: what it has on Docker could not be removed (${why}); \`sandbox down\` does so later.\n`,
  );
}
