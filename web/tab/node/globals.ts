export { Buffer } from 'buffer';

export const process = {
  env: {} as Record<string, string>,
  platform: 'linux',
  pid: 1,
  cwd: (): string => '/',
  nextTick: (task: () => void): void => queueMicrotask(task),
};

const { port1, port2 } = new MessageChannel();
const tasks: (() => void)[] = [];
port1.onmessage = () => tasks.shift()?.();

/** After what is waiting, unlike a timer without the delay that browsers add. */
export function setImmediate<T extends unknown[]>(task: (...args: T) => void, ...args: T): void {
  tasks.push(() => task(...args));
  port2.postMessage(undefined);
}
