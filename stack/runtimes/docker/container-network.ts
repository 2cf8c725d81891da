import type Dockerode from 'dockerode';

/** One network that a container was on, and the names under which it was found there. */
interface Place {
  network: string;
  aliases: string[];
}

/** Disconnects a container from its networks and connects it again under the same names; its published ports follow. */
export class ContainerNetwork {
  readonly #docker: Dockerode;
  readonly #container: Dockerode.Container;
  #places: Place[] = [];

  constructor(docker: Dockerode, container: Dockerode.Container) {
    this.#docker = docker;
    this.#container = container;
  }

  async leave(): Promise<void> {
    const { Id, NetworkSettings } = await this.#container.inspect();
    for (const [network, settings] of Object.entries(NetworkSettings.Networks)) {
      const given = (settings as { Aliases?: string[] | null }).Aliases ?? [];
      // Docker gives each container its own short id as an alias, and would give it twice.
      this.#places.push({ network, aliases: given.filter((alias) => !Id.startsWith(alias)) });
      await this.#docker.getNetwork(network).disconnect({ Container: Id });
    }
  }

  /** Does nothing where it has not left; called again after a failure, it continues with the remaining networks. */
  async join(): Promise<void> {
    for (let place = this.#places[0]; place !== undefined; place = this.#places[0]) {
      const { network, aliases } = place;
      await this.#docker
        .getNetwork(network)
        .connect({ Container: this.#container.id, EndpointConfig: { Aliases: aliases } });
      this.#places.shift();
    }
  }
}
