import { spawn } from 'node:child_process';
import { messageOf } from '../../../lib/errors.ts';

/**
 * Opens a page in the person's browser, without waiting for it.
 * Resolves with the reason why that cannot be done, or with undefined.
 */
export function openUrl(url: string, env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  if (!/^https?:\/\//.test(url)) return Promise.resolve('it is no web address');
  const { platform } = process;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY && !env.WSL_DISTRO_NAME && !env.BROWSER) {
    return Promise.resolve('there is no desktop here');
  }
  // On Windows `start` is a word of the shell, in which & would end the address.
  const [command, args] =
    platform === 'darwin'
      ? ['open', [url]]
      : platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', url]]
        : ['xdg-open', [url]];
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    child.once('error', (error) => resolve(messageOf(error)));
    child.once('spawn', () => {
      child.unref();
      resolve(undefined);
    });
  });
}
