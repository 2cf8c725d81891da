import { statfsSync } from 'node:fs';
import { messageOf, UserError } from '../../lib/errors.ts';
import { formatBytes } from '../../lib/format/bytes.ts';
import { projectHolders, projectTaken } from '../../stack/docker/claim.ts';
import { composeVersion } from '../../stack/docker/compose-command.ts';
import { connectDocker, type DockerConnection } from '../../stack/docker/connect.ts';
import { imagesToPull } from '../../stack/images/present.ts';
import { runningRecord } from '../../stack/session/leftovers.ts';
import { type Check, ok, warn } from './check.ts';

/** Everything in containers, with room to breathe. */
const memoryNeeded = 1.5e9;
/** The images unpacked, and what the containers write. */
const diskNeeded = 4e9;

/** What the docker runtime needs. Nothing of it fails a machine: without Docker the sandbox runs on the embedded runtime. */
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
  const found = `${formatBytes(info.MemTotal)} in all for containers`;
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

/** Docker Desktop keeps its data in a machine of its own, which cannot be seen from here. */
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
          `The images take about ${formatBytes(diskNeeded)}: \`docker system prune\` makes room.`,
        ),
  ];
}

async function checkImages(name: string, { docker }: DockerConnection): Promise<Check> {
  const missing = await imagesToPull(docker);
  if (missing.length === 0) return ok(name, 'all are here');
  return warn(
    name,
    `missing: ${missing.map(({ reference }) => reference).join(', ')}`,
    'The first boot pulls them, or `sandbox images pull` now; without a network, `sandbox images load FILE`.',
  );
}

/** A stack there is no obstacle to the sandbox that it belongs to. */
async function checkStack(name: string, { docker }: DockerConnection, state: string): Promise<Check> {
  const holders = await projectHolders(docker);
  const ours = runningRecord(state)?.id;
  if (holders.others.some(({ session }) => session !== '' && session === ours))
    return ok(name, 'of the running sandbox');
  const taken = projectTaken(holders);
  return taken ? lacking(name, taken) : ok(name, 'none is there');
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
