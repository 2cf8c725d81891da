import { messageOf } from '../../../lib/errors.ts';
import { type ComponentName, componentsOf } from '../../components/component.ts';
import { abortable } from '../../docker/daemon-requests.ts';
import { projectHolders, projectTaken } from '../../docker/claim.ts';
import { composeVersion } from '../../docker/compose-command.ts';
import { connectDocker } from '../../docker/connect.ts';
import { imagesToPull } from '../../images/present.ts';
import { coreServiceNames } from '../../services/index.ts';

/** Whether the docker runtime can be taken here, and why (not), in a few words for a notice. */
export interface Availability {
  available: boolean;
  why: string;
}

/** A daemon that is there answers in milliseconds, a registry that is reached in less than a second. */
const daemonMs = 2_000;
const registryMs = 4_000;

/**
 * Whether a daemon answers, with compose, with room for a stack, and with the images of these components, by default those
 * of the core services, or a way to them: the daemon is
 * asked to look one of the missing ones up in its registry, which needs neither a download nor more than some seconds.
 */
export async function dockerAvailability(
  components: readonly ComponentName[] = componentsOf(coreServiceNames),
): Promise<Availability> {
  try {
    const connection = await connectDocker({ timeoutMs: daemonMs });
    const { docker, version } = connection;
    await composeVersion(connection);
    const { others } = await projectHolders(docker);
    const taken = projectTaken({ others, leftovers: new Map() });
    if (taken) return { available: false, why: plain(taken) };
    const [first, ...more] = await imagesToPull(docker, components);
    if (first === undefined) return { available: true, why: `Docker ${version} answers and has the images` };
    const images = more.length === 0 ? `the image ${first.reference}` : `${more.length + 1} images`;
    try {
      await abortable(docker.getImage(first.reference).distribution(), AbortSignal.timeout(registryMs));
    } catch {
      return { available: false, why: `Docker has not ${images}, and its registry does not answer` };
    }
    return { available: true, why: `Docker ${version} answers; ${images} will be pulled` };
  } catch (error) {
    return { available: false, why: plain(error) };
  }
}

/** Without the stop: it becomes part of a sentence. */
const plain = (error: unknown): string => messageOf(error).replace(/\.$/, '');
