import type Dockerode from 'dockerode';

/** Not the library's type: the two versions of control groups name their figures differently. */
interface MemoryFigures {
  usage?: number;
  stats?: { inactive_file?: number; total_inactive_file?: number };
}

/**
 * The memory of a container in bytes, without the reclaimable file cache, as `docker stats` counts it; undefined where
 * it is not reported. Source: https://docs.docker.com/reference/cli/docker/container/stats/
 */
export async function containerMemory(container: Dockerode.Container): Promise<number | undefined> {
  try {
    const { memory_stats } = await container.stats({ stream: false, 'one-shot': true });
    const { usage, stats } = memory_stats as MemoryFigures;
    if (usage === undefined) return undefined;
    return usage - (stats?.total_inactive_file ?? stats?.inactive_file ?? 0);
  } catch {
    return undefined;
  }
}
