import { ExitCode } from '../../lib/exit-codes.ts';
import { coreServiceNames, serviceNames } from '../../stack/services/index.ts';
import type { Context } from '../context.ts';
import { prepareDocker } from '../prepare/docker.ts';
import { prepareEmbedded } from '../prepare/embedded.ts';
import { chooseRuntime } from '../session/runtimes.ts';
import { printProgress } from '../session/progress.ts';

/**
 * `sandbox prepare`: does what a first start would download or build, so that later starts work offline. With `all`, for
 * every service, otherwise for the core ones.
 */
export async function prepare({ all }: { all: boolean }, { terminal, lifetime }: Context): Promise<ExitCode> {
  const { out, err, colors, errColors } = terminal;
  lifetime.watch();
  const { signal } = lifetime;
  const services = all ? serviceNames : coreServiceNames;
  const options = {
    services,
    signal,
    onComponent: printProgress(errColors, err),
    onReady: (what: string) => out(`${colors.green('✓')} ${what}`),
    onSkipped: (what: string) => out(`${colors.yellow('!')} ${what}`),
  };
  await prepareEmbedded(options);
  const { kind, why } = await chooseRuntime('auto', services);
  if (kind === 'docker') await prepareDocker(options);
  else out(`Docker images were not prepared: ${why ?? 'Docker is not available'}`);
  out('Starts work offline now.');
  return ExitCode.ok;
}
