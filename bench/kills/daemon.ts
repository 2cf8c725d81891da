import type Dockerode from 'dockerode';
import { connectDocker } from '../../stack/docker/connect.ts';

/**
 * Everything on a Docker daemon since this was opened, whoever made it: what lacks the labels of its sandbox is found, too. Nothing else
 * should use the daemon in the meantime.
 */
export class Daemon {
  readonly #docker: Dockerode;
  readonly #before: ReadonlySet<string>;

  private constructor(docker: Dockerode, before: readonly string[]) {
    this.#docker = docker;
    this.#before = new Set(before);
  }

  static async open(): Promise<Daemon> {
    const { docker } = await connectDocker();
    return new Daemon(docker, await listAll(docker));
  }

  /** Containers, networks, volumes and images that were not there before. */
  async added(): Promise<string[]> {
    return (await listAll(this.#docker)).filter((one) => !this.#before.has(one));
  }
}

async function listAll(docker: Dockerode): Promise<string[]> {
  const [containers, networks, { Volumes: volumes }, images] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
    docker.listImages({ all: true }),
  ]);
  return [
    ...containers.map(({ Names, Id }) => `container ${Names[0] ?? ''} ${Id.slice(0, 12)}`),
    ...networks.map(({ Name, Id }) => `network ${Name} ${Id.slice(0, 12)}`),
    ...volumes.map(({ Name }) => `volume ${Name}`),
    ...images.map(({ Id, RepoTags }) => `image ${RepoTags?.join(' ') ?? ''} ${Id.slice(0, 19)}`),
  ];
}
