import type { ChildProcess } from 'node:child_process';
import { formatDuration } from '../../../../lib/duration/format-duration.ts';
import type { LinkMessage } from './service-link.ts';

/** A service hears its parent between two pieces of its work; none takes as long as this. */
const patienceMs = 10_000;

/** Tells a service to leave the network or to come back to it, and resolves when it says that it has. */
export function setLink(child: ChildProcess, exited: Promise<unknown>, connected: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: string): void => {
      clearTimeout(late);
      child.off('message', hear);
      if (error === undefined) resolve();
      else reject(new Error(error));
    };
    const hear = (message: Partial<LinkMessage>): void => {
      if (message.type === 'link' && message.connected === connected) settle(message.error);
    };
    const late = setTimeout(() => settle(`it said nothing for ${formatDuration(patienceMs)}`), patienceMs);
    child.on('message', hear);
    void exited.then(() => settle('its process has ended'));
    // A channel that is closed is told by the end of the process.
    child.send({ type: 'link', connected } satisfies LinkMessage, () => undefined);
  });
}
