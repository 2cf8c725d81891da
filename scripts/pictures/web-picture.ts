import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { packageRoot } from '../../lib/paths.ts';

const folder = join(packageRoot, 'docs', 'pictures');
/** Text stays sharp, at a third of the size of a PNG. */
const quality = 82;

/** Takes a picture of what a page shows now. */
export async function webPicture(page: Page, name: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality });
  await session.detach();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
  process.stdout.write(`${name}.webp\n`);
}
