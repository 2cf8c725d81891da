import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { ownTarget } from '../../../cli/session/target.ts';
import { Workbench } from '../../../cli/workbench/workbench.ts';
import { type AmbientTraffic, startTraffic } from '../../../scenarios/load/ambient-traffic.ts';
import { entryUrl } from '../../../stack/components/endpoints.ts';
import { embeddedRuntime } from '../../../stack/runtimes/embedded/runtime.ts';
import type { RunningStack } from '../../../stack/runtimes/runtime.ts';
import type { Session } from '../../../stack/session/session.ts';
import { launchBrowser } from '../../../scripts/browser.ts';

/** A booted sandbox with traffic, and a browser on its web UI. */
export interface LivePage {
  session: Session;
  stack: RunningStack;
  /** Of the web UI, with the token. */
  address: URL;
  /** A new page of the web UI, such as of `/dashboards`; its errors are in `problems`. */
  show: (route: string, options?: BrowserContextOptions) => Promise<Page>;
  /** What pages have reported in their consoles, and exceptions. */
  problems: string[];
  close: () => Promise<void>;
}

/** Boots a session that is open, and begins traffic on it. */
export async function livePage(session: Session): Promise<LivePage> {
  const workbench = new Workbench({ seed: 1, onEvent: () => undefined, onNotice: () => undefined });
  const address = new URL(await workbench.open(session));
  const stack = await session.boot(embeddedRuntime);
  workbench.attach(ownTarget({ session, stack, stop: () => session.stop() }, 1));
  const traffic: AmbientTraffic = startTraffic({ gateway: entryUrl(stack.endpoints), seed: 1, arrivalsPerSecond: 12 });
  const browser: Browser = await launchBrowser();
  const problems: string[] = [];
  return {
    ...{ session, stack, address, problems },
    async show(route, options = {}) {
      const page = await browser.newPage(options);
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      await page.goto(`${address.origin}/#${route}${route.includes('?') ? '&' : '?'}${address.hash.slice(3)}`);
      return page;
    },
    async close() {
      await browser.close();
      await traffic.stop();
      await workbench.settle();
      await session.stop();
    },
  };
}
