import type Dockerode from 'dockerode';
import { expect, onTestFinished } from 'vitest';
import { removeLeftoversOf } from '../../../stack/docker/claim.ts';
import { listProject } from '../../../stack/docker/project.ts';
import { Sandbox } from '../harness/sandbox.ts';

export const ready = /Ctrl-C or `sandbox down`/;

/** A user's sandbox on Docker, and its objects on the daemon. */
export class DockerSandbox extends Sandbox {
  readonly #docker: Dockerode;

  constructor(docker: Dockerode) {
    // For tests that fail; registered first, so that it runs when the processes have been killed.
    onTestFinished(async () => {
      await removeLeftoversOf(docker, () => undefined);
    });
    super('docker');
    this.#docker = docker;
  }

  /** The names of what is on the daemon. */
  async onDocker(): Promise<string[]> {
    return (await listProject(this.#docker)).map(({ kind, name }) => `${kind} ${name}`);
  }

  container(service: string): Dockerode.Container {
    return this.#docker.getContainer(`sandbox-${service}-1`);
  }

  /** Resolves once the container of a service runs. */
  async untilRunning(service: string): Promise<void> {
    const isRunning = async (): Promise<boolean> => {
      const info = await this.container(service)
        .inspect()
        .catch(() => undefined);
      return info?.State.Running === true;
    };
    await expect.poll(isRunning, { interval: 20 }).toBe(true);
  }

  /** Also no container, network or volume. */
  async expectNothingLeftAnywhere(): Promise<void> {
    this.expectNothingLeft();
    expect(await this.onDocker()).toEqual([]);
  }
}
