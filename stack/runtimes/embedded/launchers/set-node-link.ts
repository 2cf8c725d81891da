import type { ChildProcess } from 'node:child_process';
import { formatDuration } from '../../../../lib/duration/format-duration.ts';
import type { LinkMessage } from './node-link.ts';

/** A service handles messages of its parent between two pieces of its work; none takes as long as this. */
const timeoutMs = 10_000;

/** Disconnects a Node service from the network or connects it again; resolves once the service has confirmed it. */
export function setNodeLink(child: ChildProcess, exited: Promise<unknown>, connected: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: string): void => {
      clearTimeout(late);
      child.off('message', onMessage);
      if (error === undefined) resolve();
      else reject(new Error(error));
    };
    const onMessage = (message: Partial<LinkMessage>): void => {
      if (message.type === 'link' && message.connected === connected) settle(message.error);
    };
    const late = setTimeout(() => settle(`it did not confirm within ${formatDuration(timeoutMs)}`), timeoutMs);
    child.on('message', onMessage);
    void exited.then(() => settle('its process has ended'));
    // A closed channel shows in the end of the process.
    child.send({ type: 'link', connected } satisfies LinkMessage, () => undefined);
  });
}
