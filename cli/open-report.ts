import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../lib/errors.ts';
import { openUrl } from './open-url.ts';
import type { ReporterArguments } from './reporters/open-reporters.ts';
import type { Terminal } from './terminal.ts';

/** @throws UserError for `--open` without a report to open; exit code 2 */
export function requireReport({ html, open }: Pick<ReporterArguments, 'html' | 'open'>): void {
  if (open !== true || html !== undefined) return;
  throw new UserError('--open was given, but no report to open.', {
    code: 'bad-arguments',
    hint: 'Name its file, too: --html report.html --open.',
  });
}

/** Opens the written report in the browser if the user wants that, or prints one line on why it is not opened. */
export async function openReport(
  { html, open }: Pick<ReporterArguments, 'html' | 'open'>,
  { err }: Pick<Terminal, 'err'>,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (open !== true || html === undefined) return;
  const reason = await openUrl(pathToFileURL(resolve(html)).href, env);
  if (reason !== undefined) err(`The report was not opened: ${reason}. Open ${html} in a browser.`);
}
