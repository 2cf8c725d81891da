import type Dockerode from 'dockerode';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { ownerState } from './owner.ts';
import { composeProject, listProject, type ProjectPart, removeSession } from './project.ts';

/** What is on the daemon under the project's name, by owner. */
export interface ProjectHolders {
  /** Of sandboxes whose process is gone, by session. */
  leftovers: Map<string, ProjectPart[]>;
  /** Not to be removed: of a running sandbox, or started with `docker compose` alone. */
  others: ProjectPart[];
}

export async function projectHolders(docker: Dockerode): Promise<ProjectHolders> {
  const leftovers = new Map<string, ProjectPart[]>();
  const others: ProjectPart[] = [];
  for (const part of await listProject(docker)) {
    if (part.session === '' || ownerState(part.owner).state !== 'gone') others.push(part);
    else leftovers.set(part.session, [...(leftovers.get(part.session) ?? []), part]);
  }
  return { leftovers, others };
}

/**
 * Removes what killed sandboxes left on the daemon, and reports each through `onNotice`. Returns what belongs to
 * others.
 * @throws UserError (exit code 4) for what could not be removed.
 */
export async function removeLeftoversOf(docker: Dockerode, onNotice: (text: string) => void): Promise<ProjectHolders> {
  const holders = await projectHolders(docker);
  for (const [session, parts] of holders.leftovers) {
    const left = await removeSession(docker, session);
    if (left.length > 0) {
      throw new UserError(`${left.length} parts of a killed sandbox could not be removed from Docker.`, {
        code: 'leftovers',
        exitCode: ExitCode.bootFailed,
        details: left.map(({ kind, name }) => `${kind} ${name}`),
        hint: `Remove them with \`docker compose -p ${composeProject} down --volumes\`, then try again.`,
      });
    }
    onNotice(
      `removed from Docker what a killed sandbox (pid ${ownerState(parts[0]?.owner ?? '').pid}) left: ${list(parts)}`,
    );
  }
  return holders;
}

/** The error where the project's name is used by containers that are not ours to remove; undefined when it is free. */
export function projectTaken({ others, leftovers }: ProjectHolders): UserError | undefined {
  const parts = others.length > 0 ? others : [...leftovers.values()].flat();
  const [first] = parts;
  if (!first) return undefined;
  const { state, pid, host } = ownerState(first.owner);
  const options = { code: 'docker-project-taken', exitCode: ExitCode.bootFailed, details: [list(parts)] };
  if (state === 'running') {
    return new UserError(`Another sandbox (pid ${pid}) runs on this Docker daemon, which can run one at a time.`, {
      ...options,
      hint:
        'Stop that one first (Ctrl-C where it runs, or `sandbox down` with its XDG_STATE_HOME), ' +
        'or use --runtime embedded.',
    });
  }
  if (state === 'gone') {
    return new UserError(`A killed sandbox (pid ${pid}) left containers on this Docker daemon.`, {
      ...options,
      hint: '`sandbox down` removes them.',
    });
  }
  const whose =
    first.owner === ''
      ? `was started with \`docker compose\` alone`
      : `belongs to a sandbox of another host (pid ${pid} on ${host}), which may still run`;
  return new UserError(`The stack "${composeProject}" on this Docker daemon ${whose}; it was not changed.`, {
    ...options,
    hint: `Stop it with \`docker compose -p ${composeProject} down --volumes\`, or use --runtime embedded.`,
  });
}

function list(parts: readonly ProjectPart[]): string {
  const names = parts.map(({ kind, name }) => (kind === 'container' ? name : `${kind} ${name}`)).sort();
  return names.length > 0 ? names.join(', ') : 'nothing';
}
