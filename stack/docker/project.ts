import type Dockerode from 'dockerode';
import { systemClock } from '../../lib/clock.ts';

/**
 * The compose project of every sandbox: its name in docker-compose.yml, so that `docker compose ps` in a clone finds
 * it.
 */
export const composeProject = 'sandbox';

/** The labels of the compose file on every part, in addition to compose's own. */
export const sessionLabel = 'dev.sandbox.session';
export const ownerLabel = 'dev.sandbox.owner';
const projectLabel = 'com.docker.compose.project';
export const serviceLabel = 'com.docker.compose.service';

/** One container, network or volume of the project. */
export interface ProjectPart {
  kind: 'container' | 'network' | 'volume';
  /** What the daemon finds it by. */
  id: string;
  name: string;
  /** The component that a container runs. */
  service: string | undefined;
  /** The sandbox that created it; empty after `docker compose` alone. */
  session: string;
  /** That sandbox's process; see owner.ts. */
  owner: string;
}

/** Everything of the compose project on this daemon, or only what one sandbox made. Stopped containers are among it. */
export async function listProject(docker: Dockerode, session?: string): Promise<ProjectPart[]> {
  const label = [`${projectLabel}=${composeProject}`, ...(session === undefined ? [] : [`${sessionLabel}=${session}`])];
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters: { label } }),
    docker.listNetworks({ filters: { label } }),
    docker.listVolumes({ filters: { label } }),
  ]);
  return [
    ...containers.map(({ Id, Names, Labels }) => part('container', Id, Names[0]?.replace(/^\//, '') ?? Id, Labels)),
    ...networks.map(({ Id, Name, Labels }) => part('network', Id, Name, Labels ?? {})),
    ...volumes.Volumes.map(({ Name, Labels }) => part('volume', Name, Name, Labels)),
  ];
}

function part(kind: ProjectPart['kind'], id: string, name: string, labels: Record<string, string>): ProjectPart {
  return {
    kind,
    id,
    name,
    service: labels[serviceLabel],
    session: labels[sessionLabel] ?? '',
    owner: labels[ownerLabel] ?? '',
  };
}

/** How long the daemon may take to remove everything; it takes about a second. */
const removeLimitMs = 30_000;

/**
 * Removes everything that one sandbox made, at once, and looks again until nothing is left: a request that was under
 * way may still make something. Resolves with what could not be removed; rejects when the daemon does not answer.
 */
export async function removeSession(docker: Dockerode, session: string): Promise<ProjectPart[]> {
  const deadline = systemClock.now() + removeLimitMs;
  for (let tries = 0; ; tries += 1) {
    const left = await listProject(docker, session);
    if (left.length === 0 || systemClock.now() > deadline) return left;
    // A network counts as used for a moment after its last container has gone.
    if (tries > 1) await systemClock.sleep(50);
    await removeParts(docker, left);
  }
}

/**
 * Containers first: a network or a volume can be removed only once it is unused. What is gone already is no failure.
 */
async function removeParts(docker: Dockerode, parts: readonly ProjectPart[]): Promise<void> {
  const of = (kind: ProjectPart['kind']): string[] => parts.filter((one) => one.kind === kind).map(({ id }) => id);
  await Promise.all(of('container').map((id) => quietly(docker.getContainer(id).remove({ force: true, v: true }))));
  await Promise.all([
    ...of('network').map((id) => quietly(docker.getNetwork(id).remove())),
    ...of('volume').map((name) => quietly(docker.getVolume(name).remove())),
  ]);
}

/**
 * The daemon's refusals (gone already, being removed, still in use) are seen at the next listing; that it is gone is
 * rejected.
 */
async function quietly(request: Promise<unknown>): Promise<void> {
  await request.catch((error: unknown) => {
    if ((error as { statusCode?: number }).statusCode === undefined) throw error;
  });
}
