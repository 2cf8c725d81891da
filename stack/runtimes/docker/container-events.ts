import type Dockerode from 'dockerode';
import { createInterface } from 'node:readline';
import { type ComponentName, componentNames } from '../../components/component.ts';
import { endStream } from '../../docker/daemon-requests.ts';
import { serviceLabel, sessionLabel } from '../../docker/project.ts';

export interface EventStream {
  /** Resolves when the stream ends: the daemon is gone, or this was closed. */
  ended: Promise<void>;
  close(): void;
}

interface DaemonEvent {
  Actor: { Attributes: Record<string, string> };
}

/**
 * Reports every end of one sandbox's containers, once this has resolved.
 * Source: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/System/operation/SystemEvents
 */
export async function followEnds(
  docker: Dockerode,
  session: string,
  onEnd: (component: ComponentName) => void,
): Promise<EventStream> {
  const filters = { label: [`${sessionLabel}=${session}`], event: ['die'] };
  const stream = await docker.getEvents({ filters: { type: ['container'], ...filters } });
  // The connection may break at any moment; its end is handled by `ended`.
  stream.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => stream.once('close', resolve));
  const lines = createInterface({ input: stream });
  lines.on('error', () => undefined);
  lines.on('line', (line) => {
    const component = componentOf(line);
    if (component !== undefined) onEnd(component);
  });
  return { ended, close: () => endStream(stream) };
}

function componentOf(line: string): ComponentName | undefined {
  try {
    const { Actor } = JSON.parse(line) as DaemonEvent;
    return componentNames.find((name) => name === Actor.Attributes[serviceLabel]);
  } catch {
    // A line that is cut off by the end of the stream.
    return undefined;
  }
}
