import { statfsSync } from 'node:fs';
import { messageOf, UserError } from '../../lib/errors.ts';
import { formatBytes } from '../../lib/format/bytes.ts';
import { projectHolders, projectTaken } from '../../stack/docker/claim.ts';
import { composeVersion } from '../../stack/docker/compose-command.ts';
import { connectDocker, type DockerConnection } from '../../stack/docker/connect.ts';
import { imagesToPull } from '../../stack/images/present.ts';
import { runningRecord } from '../../stack/session/leftovers.ts';
import { type Check, ok, warn } from './check.ts';

/** All containers together, with headroom. */
const memoryNeeded = 1.5e9;
/** The unpacked images and the data of the containers. */
const diskNeeded = 4e9;

/** Checks the docker runtime. Results are at most `warn`: without Docker the embedded runtime is used. */
export async function checkDocker(state: string): Promise<Check[]> {
  let connection: DockerConnection;
  try {
    connection = await connectDocker();
  } catch (error) {
    return [lacking('docker', error)];
  }
  const { host, version, apiVersion } = connection;
  return [
    ok('docker', `${version}, API ${apiVersion}, at ${host}`),
    await one('docker compose', async (name) => ok(name, await composeVersion(connection))),
    ...(await checkMachine(connection)),
    await one('docker images', (name) => checkImages(name, connection)),
    await one('docker stack', (name) => checkStack(name, connection, state)),
  ];
}

async function checkMachine({ docker }: DockerConnection): Promise<Check[]> {
  const info = (await docker.info()) as { MemTotal: number; DockerRootDir: string };
  const found = `${formatBytes(info.MemTotal)} available to containers`;
  const memory =
    info.MemTotal >= memoryNeeded
      ? ok('docker memory', found)
      : warn(
          'docker memory',
          found,
          `Give Docker at least ${formatBytes(memoryNeeded)} (Docker Desktop: Settings, Resources).`,
        );
  return [memory, ...checkDisk(info.DockerRootDir)];
}

/** No result for Docker Desktop, which keeps its data in a virtual machine. */
function checkDisk(folder: string): Check[] {
  let free: number;
  try {
    const { bavail, bsize } = statfsSync(folder);
    free = bavail * bsize;
  } catch {
    return [];
  }
  const found = `${folder}, ${formatBytes(free)} free`;
  return [
    free >= diskNeeded
      ? ok('docker disk', found)
      : warn(
          'docker disk',
          found,
          `The images take about ${formatBytes(diskNeeded)}. Free space with \`docker system prune\`.`,
        ),
  ];
}

async function checkImages(name: string, { docker }: DockerConnection): Promise<Check> {
  const missing = await imagesToPull(docker);
  if (missing.length === 0) return ok(name, 'all present');
  return warn(
    name,
    `missing: ${missing.map(({ reference }) => reference).join(', ')}`,
    'Run `sandbox images pull`, or `sandbox images load FILE` offline; otherwise the first boot pulls them.',
  );
}

/** A stack in Docker is only a problem if it does not belong to the running sandbox. */
async function checkStack(name: string, { docker }: DockerConnection, state: string): Promise<Check> {
  const holders = await projectHolders(docker);
  const ours = runningRecord(state)?.id;
  if (holders.others.some(({ session }) => session !== '' && session === ours))
    return ok(name, 'in use by the running sandbox');
  const taken = projectTaken(holders);
  return taken ? lacking(name, taken) : ok(name, 'none');
}

async function one(name: string, look: (name: string) => Promise<Check>): Promise<Check> {
  try {
    return await look(name);
  } catch (error) {
    return lacking(name, error);
  }
}

function lacking(name: string, error: unknown): Check {
  const { details = [], hint = 'See `docker info`.' } = error instanceof UserError ? error : {};
  return warn(name, [messageOf(error), ...details].join(' '), hint);
}
