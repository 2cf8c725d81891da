import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser that is installed here; undefined without one. CHROMIUM_PATH names another. */
export const chromiumPath: string | undefined = candidates.find((path) => path !== undefined && existsSync(path));

/** Starts the browser that is installed, without a window. @throws Error without one */
export function launchBrowser(): Promise<Browser> {
  if (chromiumPath === undefined)
    throw new Error('No Chromium is installed; CHROMIUM_PATH names one in another place.');
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
}
