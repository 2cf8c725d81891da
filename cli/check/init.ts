import { existsSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { gatherFirstRun } from '../../check/expectations/first-run.ts';
import { type InputFiles, sandboxFileText } from '../../check/expectations/write-sandbox-file.ts';
import { defined } from '../../lib/defined.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { plural } from '../../lib/format/number.ts';
import type { Context } from '../context.ts';
import { endErrorLines } from '../reporters/describe.ts';
import { checkProgress } from '../reporters/check/progress.ts';
import { progressLines } from '../session/progress.ts';
import type { CheckArguments } from './arguments.ts';
import { defaultFile, givesFiles, planCheck } from './plan.ts';

/** `sandbox check --init`: plays the traffic once, and writes what was seen as what is expected. Never takes the place of a file. */
export async function initFile(names: string[], options: CheckArguments, context: Context): Promise<ExitCode> {
  const { terminal, lifetime, env } = context;
  const file = typeof options.init === 'string' ? options.init : defaultFile;
  mustBeFree(file);
  if (!givesFiles(options)) {
    throw new UserError('There is nothing to write a file for: no file was given.', {
      code: 'bad-arguments',
      hint: 'Name your configuration: sandbox check --collector collector.yaml --rules "rules/*.yml" --init',
    });
  }
  const plan = planCheck(names, options, env);
  if (plan.of !== 'files') throw new Error('files were given, and none are checked');
  const progress = progressLines(terminal.colors);
  const onComponent = (event: RunEvent): void => {
    const line = event.type === 'component' ? progress(event) : undefined;
    if (line !== undefined) terminal.err(line);
  };
  lifetime.watch();
  const { onPlayed } = checkProgress(terminal.status, terminal.errColors, Math.max(1, plan.request.scenarios.length));
  const events: RunEvent[] = [];
  // Only here: what plays takes longer to load than a wrong command line to be refused.
  const { runCheck } = await import('../../check/run-check.ts');
  for await (const event of runCheck(plan.request, { signal: lifetime.signal, onComponent })) {
    events.push(event);
    onPlayed(event);
    if (event.type !== 'run.end' || !event.error) continue;
    lifetime.signal.throwIfAborted();
    for (const line of endErrorLines(event)) terminal.err(line);
    return event.exitCode as ExitCode;
  }
  lifetime.signal.throwIfAborted();
  const seen = gatherFirstRun(events);
  write(file, sandboxFileText(givenFiles(file, plan.request.scenarios, options), seen));
  terminal.out(
    `${file}: what was seen of ${plural(seen.classes.length, 'class', 'classes')} of traces and ` +
      `${plural(seen.detections.length, 'alert')} that fired.`,
  );
  const errors = seen.findings.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) terminal.out(`The check found ${plural(errors, 'error')}, and will report them.`);
  terminal.out(`Next: read it, then sandbox check${file === defaultFile ? '' : ` --file ${file}`}`);
  return ExitCode.ok;
}

function mustBeFree(file: string): void {
  if (!existsSync(file)) return;
  throw new UserError(`${file} is there already, and is left as it is.`, {
    code: 'file-exists',
    hint: 'Name another: --init FILE, or remove it first.',
  });
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (cause) {
    throw new UserError(`${file} cannot be written: ${messageOf(cause)}.`, {
      code: 'file-unwritable',
      hint: 'Name a file in a folder that exists.',
      cause,
    });
  }
}

function givenFiles(file: string, scenarios: readonly string[], options: CheckArguments): InputFiles {
  const folder = dirname(file);
  const from = (path: string): string =>
    isAbsolute(path) ? path : (relative(folder, path) || path).replaceAll(sep, '/');
  const { prometheus, traffic, headSampling, baseline, faultFor, seed } = options;
  return {
    collector: options.collector.map(from),
    rules: options.rules.map(from),
    dashboards: options.dashboards.map(from),
    secrets: options.secrets,
    scenarios,
    ...(prometheus === undefined ? {} : { prometheus: from(prometheus) }),
    ...(traffic === undefined ? {} : { traffic: from(traffic) }),
    ...defined({ headSampling, baseline, faultFor, seed }),
  };
}
