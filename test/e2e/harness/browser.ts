import { chromiumPath } from '../../../scripts/browser.ts';

/** The reason why a test needs to be skipped, to follow its title; empty where a browser is installed. */
export const withoutBrowser: string = chromiumPath === undefined ? ' (skipped: no Chromium is installed)' : '';
