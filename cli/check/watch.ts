import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { plural } from '../../lib/format/number.ts';
import { Interrupted } from '../../stack/session/session-error.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import type { Context } from '../context.ts';
import { reportError } from '../report-error.ts';
import type { CheckArguments } from './arguments.ts';
import { defaultBaseline } from './baseline-file.ts';
import { type CheckPlan, defaultFile, planCheck } from './plan.ts';
import { fingerprint, FolderWatch } from './watch-files.ts';

/** One check of several. */
export interface Round {
  isFirst: boolean;
  plan: CheckPlan;
  signal: AbortSignal;
  /** The engine of the first round, whose compiled code the later ones use, or what `prepare` makes. */
  engineOf: (prepare: () => Promise<LoadedEngine>) => Promise<LoadedEngine>;
  /** Called with the files that the check reads, when it has read them. */
  onFiles: (files: readonly string[]) => void;
}

/**
 * Checks again after each save of a file that the check reads, until a signal ends it; a save during a check ends that
 * check. The engine is compiled once.
 */
export async function watchCheck(
  names: readonly string[],
  options: CheckArguments,
  { terminal, lifetime, env }: Context,
  check: (round: Round) => Promise<unknown>,
): Promise<ExitCode> {
  if (options.writeBaseline !== undefined) {
    throw new UserError('Both --watch and --write-baseline were given.', {
      code: 'bad-arguments',
      hint: 'Omit one of them.',
    });
  }
  // Wrong usage is an error of the first round and of no later one.
  if (planCheck(names, options, env).of !== 'files') {
    throw new UserError('--watch needs at least one file of yours.', {
      code: 'bad-arguments',
      hint: 'Specify it: sandbox check --collector collector.yaml --rules "rules/*.yml" --watch',
    });
  }
  lifetime.watch();
  let engine: Promise<LoadedEngine> | undefined;
  const engineOf: Round['engineOf'] = (prepare) => {
    engine ??= prepare();
    engine.catch(() => (engine = undefined));
    return engine;
  };
  let isFirst = true;
  let files = [options.file ?? defaultFile, defaultBaseline];
  const always = files;
  // With the files that match a pattern now.
  const all = (): string[] => [...files, ...plannedFiles(names, options, env)];
  const current = (): string => fingerprint(all());
  while (!lifetime.signal.aborted) {
    const changed = new AbortController();
    const signal = AbortSignal.any([changed.signal, lifetime.signal]);
    // Taken before the files are read: a save while they are read starts another round.
    let before = current();
    const onEvent = (): void => {
      if (current() !== before) changed.abort(new Interrupted('A file changed: checking again.'));
    };
    const folders = new FolderWatch(onEvent);
    const onFiles = (found: readonly string[]): void => {
      onEvent();
      files = [...new Set([...always, ...found])];
      before = current();
      folders.set(all());
    };
    folders.set(all());
    try {
      const plan = planCheck(names, options, env);
      await check({ isFirst, plan, signal, engineOf, onFiles });
      if (!signal.aborted) isFirst = false;
    } catch (error) {
      if (!signal.aborted) reportError(error, terminal);
    }
    if (!signal.aborted) {
      terminal.err(
        `Waiting for changes of ${plural(new Set(all()).size - always.length, 'file')}. Ctrl-C ends the watch.`,
      );
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    }
    folders.close();
  }
  return ExitCode.interrupted;
}

/** The files that the command line and sandbox.yaml name; none while they are invalid. */
function plannedFiles(names: readonly string[], options: CheckArguments, env: NodeJS.ProcessEnv): string[] {
  try {
    const plan = planCheck(names, options, env);
    return plan.of === 'files' ? filesOf(plan.request) : [];
  } catch {
    return [];
  }
}

function filesOf({
  collector,
  agent,
  rules,
  dashboards,
  prometheus,
  traffic,
}: Extract<CheckPlan, { of: 'files' }>['request']): string[] {
  return [...collector, ...agent, ...rules, ...dashboards, ...[prometheus, traffic].flatMap((file) => file ?? [])];
}
