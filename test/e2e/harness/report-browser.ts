import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../../scripts/browser.ts';

/** Reports in a browser, opened from disk. */
export interface ReportBrowser {
  /** A new page on a report, such as at `#/findings/3`. */
  open: (file: string, hash?: string, options?: BrowserContextOptions) => Promise<Page>;
  /** Errors and violations of the content security policy, and every request other than for the report itself. */
  problems: string[];
  close: () => Promise<void>;
}

export async function reportBrowser(): Promise<ReportBrowser> {
  const browser: Browser = await launchBrowser();
  const problems: string[] = [];
  return {
    problems,
    async open(file, hash = '', options = {}) {
      const url = pathToFileURL(file).href;
      const page = await browser.newPage(options);
      // A violation is an error in the console, too.
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
      });
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('request', (request) => {
        if (request.url().replace(/#.*/, '') !== url && !request.url().startsWith('data:'))
          problems.push(request.url());
      });
      await page.goto(`${url}${hash}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      return page;
    },
    close: () => browser.close(),
  };
}
