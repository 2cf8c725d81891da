import { existsSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { gatherFirstRun } from '../../check/expectations/first-run.ts';
import { type InputFiles, sandboxFileText } from '../../check/expectations/write-sandbox-file.ts';
import { defined } from '../../lib/defined.ts';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { plural } from '../../lib/format/number.ts';
import type { Context } from '../context.ts';
import { endErrorLines } from '../reporters/describe.ts';
import { checkProgress } from '../reporters/check/progress.ts';
import { progressLines } from '../session/progress.ts';
import type { CheckArguments } from './arguments.ts';
import { defaultFile, givesFiles, planCheck } from './plan.ts';
import { writeNamedFile } from '../write-named-file.ts';

/** `sandbox check --init`: simulates the traffic once and writes the result as expectations. Never overwrites a file. */
export async function initFile(names: string[], options: CheckArguments, context: Context): Promise<ExitCode> {
  const { terminal, lifetime, env } = context;
  const file = typeof options.init === 'string' ? options.init : defaultFile;
  assertNew(file);
  if (!givesFiles(options)) {
    throw new UserError('--init needs at least one configuration file.', {
      code: 'bad-arguments',
      hint: 'Specify it: sandbox check --collector collector.yaml --rules "rules/*.yml" --init',
    });
  }
  // Nothing of the suggested changes is written.
  const plan = planCheck(names, { ...options, verify: false }, env);
  if (plan.of !== 'files') throw new Error('expected a plan for files');
  const progress = progressLines(terminal.colors);
  const onComponent = (event: RunEvent): void => {
    const line = event.type === 'component' ? progress(event) : undefined;
    if (line !== undefined) terminal.err(line);
  };
  lifetime.watch();
  const { onSimulated } = checkProgress(
    terminal.status,
    terminal.errColors,
    Math.max(1, plan.request.scenarios.length),
  );
  const events: RunEvent[] = [];
  // Imported late: loading the simulation takes longer than rejecting a wrong command line.
  const { runCheck } = await import('../../check/run-check.ts');
  for await (const event of runCheck(plan.request, { signal: lifetime.signal, onComponent })) {
    events.push(event);
    onSimulated(event);
    if (event.type !== 'run.end' || !event.error) continue;
    lifetime.signal.throwIfAborted();
    for (const line of endErrorLines(event)) terminal.err(line);
    return event.exitCode as ExitCode;
  }
  lifetime.signal.throwIfAborted();
  const seen = gatherFirstRun(events);
  const text = sandboxFileText(givenFiles(file, plan.request.scenarios, options), seen);
  writeNamedFile(file, () => writeFileSync(file, text, { flag: 'wx' }));
  terminal.out(
    `Wrote ${file} with expectations for ${plural(seen.classes.length, 'trace class', 'trace classes')} and ` +
      `${plural(seen.detections.length, 'alert')} that fired.`,
  );
  const errors = seen.findings.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) terminal.out(`The check found ${plural(errors, 'error')}. sandbox check will report them.`);
  terminal.out(`Next: review it, then run sandbox check${file === defaultFile ? '' : ` --file ${file}`}`);
  return ExitCode.ok;
}

function assertNew(file: string): void {
  if (!existsSync(file)) return;
  throw new UserError(`${file} already exists.`, {
    code: 'file-exists',
    hint: 'Use another name with --init FILE, or delete it first.',
  });
}

function givenFiles(file: string, scenarios: readonly string[], options: CheckArguments): InputFiles {
  const folder = dirname(file);
  const from = (path: string): string =>
    isAbsolute(path) ? path : (relative(folder, path) || path).replaceAll(sep, '/');
  const { prometheus, traffic, gateways, headSampling, baseline, faultFor, seed, enableFeature, featureGates } =
    options;
  return {
    collector: options.collector.map(from),
    agent: options.agent.map(from),
    rules: options.rules.map(from),
    dashboards: options.dashboards.map(from),
    secrets: options.secrets,
    scenarios,
    ...(prometheus === undefined ? {} : { prometheus: from(prometheus) }),
    ...(traffic === undefined ? {} : { traffic: from(traffic) }),
    ...defined({ enableFeature, featureGates, gateways, headSampling, baseline, faultFor, seed }),
  };
}
