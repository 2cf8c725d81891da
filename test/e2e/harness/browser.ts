import { existsSync } from 'node:fs';

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

/** The reason why a test needs to be skipped, to follow its title; empty where a browser is installed. */
export const withoutBrowser: string = chromiumPath === undefined ? ' (skipped: no Chromium is installed)' : '';
