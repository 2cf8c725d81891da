import { formatDuration } from '../../lib/duration/format-duration.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { Interrupted } from '../../stack/session/session-error.ts';
import type { Context } from '../context.ts';
import { type ServiceSelection, selectServices } from '../../stack/services/index.ts';
import type { BootArguments, StartArguments } from '../options.ts';
import { printProgress } from '../session/progress.ts';
import { serveSandbox } from '../session/serve-sandbox.ts';
import { ownTarget } from '../session/target.ts';
import { showsScreen } from '../screen-choice.ts';
import { loadScreen } from '../tui/load-screen.ts';
import { urlTable, workbenchLine, workbenchUrlOf } from '../session/url-table.ts';

export interface UpArguments extends BootArguments {
  services: ServiceSelection;
  /** Keep logs and data. */
  keep: boolean;
  detach: boolean;
  reporter: 'auto' | 'tui' | 'plain';
  traffic: number;
}

/** `sandbox up`: boots a sandbox and runs until it is stopped, or detaches it into a background process. */
export async function up(options: UpArguments, context: Context): Promise<ExitCode> {
  if (options.detach) return await upDetached(options, context);
  if (showsScreen(options.reporter, context.terminal)) return await upOnScreen(options, context);
  const { out, err, colors } = context.terminal;
  const started = performance.now();
  await serveSandbox({ ...startArguments(options), command: 'sandbox up' }, context, {
    onNotice: err,
    onComponent: printProgress(colors, out),
    onWorkbench: (url) => out(workbenchLine(url, colors)),
    onReady({ stack, session }) {
      out(colors.green(`The sandbox is ready after ${formatDuration(performance.now() - started)}.`));
      const workbench = workbenchUrlOf(session.record);
      if (workbench !== undefined) out(workbenchLine(workbench, colors));
      for (const row of urlTable(stack.endpoints, colors)) out(row);
      const hasShop = options.services !== 'none';
      out(hasShop && options.traffic > 0 ? `Traffic: ${options.traffic} requests/s.` : 'No traffic.');
      if (options.headSampling !== undefined)
        out(`Head sampling: ${formatPercent(options.headSampling)} of the traces.`);
      const next = hasShop ? ' Run a scenario on it with `sandbox run error-burst`.' : '';
      out(`Stop it with Ctrl-C or \`sandbox down\`.${next}`);
    },
    onStopped: ({ session }) => out(stopped(options, session.record.folder)),
  });
  return ExitCode.ok;
}

const startArguments = (options: UpArguments): Omit<UpArguments, 'services'> & StartArguments => ({
  ...options,
  services: selectServices(options.services),
});

const stopped = ({ keep }: UpArguments, folder: string): string =>
  keep ? `Stopped. Logs and data are kept in ${folder}.` : 'Stopped; nothing is left running.';

async function upOnScreen(options: UpArguments, context: Context): Promise<ExitCode> {
  const { openScreen } = await loadScreen(() => import('../tui/open-screen.ts'));
  const screen = openScreen({ command: 'sandbox up' }, context);
  let closing: string | undefined;
  try {
    await serveSandbox({ ...startArguments(options), command: 'sandbox up' }, context, {
      ...screen.observer,
      onReady(sandbox) {
        const quit = new Interrupted('quit in the terminal UI');
        screen.attach(ownTarget(sandbox, options.seed), () => sandbox.session.requestStop(quit));
      },
      beforeStop: () => screen.settle(),
      onStopped: ({ session }) => (closing = stopped(options, session.record.folder)),
    });
  } finally {
    screen.close();
    if (closing !== undefined) context.terminal.out(closing);
  }
  return ExitCode.ok;
}

async function upDetached(options: UpArguments, context: Context): Promise<ExitCode> {
  const { out, err, colors } = context.terminal;
  const { startDaemon } = await import('../session/start-daemon.ts');
  const { record, logFile } = await startDaemon(
    { ...startArguments(options), command: 'sandbox up --detach' },
    context,
    {
      onNotice: err,
      onComponent: printProgress(colors, out),
    },
  );
  out(colors.green(`The sandbox is ready and runs in the background (pid ${record.owner.pid}).`));
  const workbench = workbenchUrlOf(record);
  if (workbench !== undefined) out(workbenchLine(workbench, colors));
  for (const row of record.endpoints ? urlTable(record.endpoints, colors) : []) out(row);
  out(`Log: ${logFile}`);
  out('Stop it with `sandbox down`.');
  return ExitCode.ok;
}
