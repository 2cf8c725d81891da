import { spawn } from 'node:child_process';
import { messageOf } from '../lib/errors.ts';

/**
 * Opens a page in the user's browser, without waiting for it.
 * Resolves with the reason if that is not possible, otherwise with undefined.
 */
export function openUrl(url: string, env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  if (!/^(https?|file):\/\//.test(url)) return Promise.resolve('it is not a web address');
  const { platform } = process;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY && !env.WSL_DISTRO_NAME && !env.BROWSER) {
    return Promise.resolve('no desktop was found');
  }
  // On Windows, `start` is a shell command, for which & would end the URL.
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
