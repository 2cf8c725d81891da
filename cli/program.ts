import { Command, Help, Option } from 'commander';
import type { ExitCode } from '../lib/exit-codes.ts';
import { packageVersion } from '../lib/paths.ts';
import { type CheckArguments, checkOptions } from './check/arguments.ts';
import type { Context } from './context.ts';
import { exitCodeHelp } from './exit-code-help.ts';
import { bootOptions, defaultTraffic, rate, servicesOption, wholeNumber, type BootArguments } from './options.ts';
import { formats, protocols } from './application/telemetry-environment.ts';
import type { EnvArguments } from './commands/env.ts';
import type { ExecArguments } from './commands/exec.ts';
import type { ExportKubernetesArguments } from './commands/export-kubernetes.ts';
import type { LogsArguments } from './commands/logs.ts';
import type { TrafficImportArguments } from './commands/traffic-import.ts';
import type { RunArguments } from './commands/run.ts';
import type { UpArguments } from './commands/up.ts';
import { reporterOptions } from './reporters/open-reporters.ts';

interface Json {
  json: boolean;
}

const jsonOption = (): Option => new Option('--json', 'print JSON').default(false);

/** Omits defaults that carry no information: false and the empty list. */
function describeOption(this: Help, option: Option): string {
  const isObvious =
    option.defaultValue === false || (Array.isArray(option.defaultValue) && option.defaultValue.length === 0);
  return isObvious ? option.description : Help.prototype.optionDescription.call(this, option);
}

const examples = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;

/** The command line. A command's module is imported only when the command runs, so that help and `status` are fast. */
export function buildProgram(context: Context, done: (code: ExitCode) => void): Command {
  const program = new Command('sandbox')
    .description(
      'A local observability sandbox: run the OpenTelemetry Collector, Prometheus, Jaeger and Loki with demo services, inject faults, and verify sampling, alerts and redaction.',
    )
    .version(packageVersion, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help of a command')
    .showHelpAfterError('(see --help)')
    .configureHelp({ optionDescription: describeOption })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.out(text.trimEnd()),
      writeErr: (text) => context.terminal.err(text.trimEnd()),
    });

  const command = (name: string, description: string): Command => program.command(name).description(description);

  const up = command('up', 'boot the stack and the services, until Ctrl-C or `sandbox down`')
    .option('-d, --detach', 'run in the background; return when ready', false)
    .addOption(
      new Option('--traffic <rate>', 'background traffic in requests/s; 0 for none')
        .argParser(rate)
        .default(defaultTraffic),
    )
    .addOption(
      new Option('--reporter <name>', 'output format')
        .choices(['auto', 'tui', 'plain'])
        .default('auto', 'tui in a terminal, otherwise plain'),
    );
  for (const option of [...bootOptions(), servicesOption()]) up.addOption(option);
  up.option('--keep', 'keep logs and data after the sandbox has stopped', false)
    .addHelpText(
      'after',
      examples(
        'sandbox up',
        'sandbox up --detach --ports auto',
        'sandbox up --services none',
        'sandbox up --pace 1 --traffic 50 --config my-config',
      ),
    )
    .addHelpText('after', exitCodeHelp(['ok', 'usage', 'bootFailed', 'internal', 'interrupted']))
    .action(async (options: UpArguments) => done(await (await import('./commands/up.ts')).up(options, context)));

  command('down', 'stop the running sandbox, and clean up after a killed one')
    .addHelpText('after', examples('sandbox down'))
    .addHelpText('after', exitCodeHelp(['ok', 'bootFailed', 'internal']))
    .action(async () => done(await (await import('./commands/down.ts')).down(context)));

  command('status', 'show the state, memory and URL of each component')
    .addOption(jsonOption())
    .addHelpText('after', examples('sandbox status', "sandbox status --json | jq -r '.record.endpoints.prometheus'"))
    .addHelpText('after', exitCodeHelp(['ok', 'internal']))
    .action(async (options: Json) => done(await (await import('./commands/status.ts')).status(options, context)));

  command('logs', 'print component logs')
    .argument('[component]', 'only this component')
    .option('-f, --follow', 'follow new output', false)
    .addOption(new Option('-n, --lines <n>', 'print only the last N lines').argParser(wholeNumber))
    .addHelpText('after', examples('sandbox logs otel-collector', 'sandbox logs --follow'))
    .addHelpText('after', exitCodeHelp(['ok', 'usage', 'internal']))
    .action(async (component: string | undefined, options: LogsArguments) =>
      done(await (await import('./commands/logs.ts')).logs(component, options, context)),
    );

  command('scenarios', 'list the scenarios, or explain one')
    .argument('[name]', 'scenario, or scenario file')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('sandbox scenarios', 'sandbox scenarios error-burst', 'sandbox scenarios error-burst --json'),
    )
    .addHelpText('after', exitCodeHelp(['ok', 'usage', 'internal']))
    .action(async (name: string | undefined, options: Json) =>
      done(await (await import('./commands/scenarios.ts')).scenarios(name, options, context)),
    );

  const run = command('run', 'run scenarios on the running sandbox, or boot one for them')
    .argument('[names...]', 'scenarios or scenario files (docs/scenario-yaml.md), in order')
    .option('-a, --all', 'run every built-in scenario', false)
    .option('--no-faults', 'negative control: run without injecting faults; alerts must stay inactive');
  const bootForRun = [...bootOptions(), servicesOption('those that the scenarios need')];
  run.option('--allow-remote-target', 'let a scenario file target an application on another machine', false);
  for (const option of [...reporterOptions({ hasTui: true }), ...bootForRun]) run.addOption(option);
  run
    .option('--keep-running', 'leave the booted sandbox running', false)
    .addHelpText(
      'after',
      examples(
        'sandbox run error-burst',
        'sandbox run --all --reporter github --junit results.xml',
        'sandbox run scenarios/checkout.yaml',
      ),
    )
    .addHelpText('after', '\nWith several scenarios, the exit code is the worst one. From best to worst:')
    .addHelpText(
      'after',
      exitCodeHelp([
        'ok',
        'expectationFailed',
        'steadyStateNotReached',
        'usage',
        'bootFailed',
        'internal',
        'interrupted',
      ]),
    )
    .action(async (names: string[], options: RunArguments, self: Command) => {
      const isSet = (name: keyof BootArguments): boolean => self.getOptionValueSource(name) === 'cli';
      done(await (await import('./commands/run.ts')).run(names, options, isSet, context));
    });

  const check = command(
    'check',
    'simulate traffic and faults against your Collector configuration and alert rules, in virtual time',
  )
    .argument('[names...]', 'built-in scenarios; with files, only their load and faults are used')
    .summary('test a Collector configuration and alert rules in virtual time');
  for (const option of checkOptions()) check.addOption(option);
  check
    .addHelpText(
      'after',
      examples(
        'sandbox check',
        'sandbox check --collector collector.yaml --rules "rules/*.yml"',
        'sandbox check --collector collector.yaml --rules "rules/*.yml" --init',
        "sandbox check --collector collector.yaml --secrets 'sk_live_\\w+' --head-sampling 10%",
      ),
    )
    .addHelpText(
      'after',
      '\nWithout files and names it reads sandbox.yaml in the current folder, if it exists, otherwise it checks the built-in scenarios.\nOptions take precedence over sandbox.yaml. Names must come before options that take several files.',
    )
    .addHelpText(
      'after',
      exitCodeHelp(['ok', 'expectationFailed', 'usage', 'bootFailed', 'internal', 'interrupted'], {
        ok: 'no error was found, and all expectations passed',
        expectationFailed: 'an error was found, or an expectation failed',
        bootFailed: 'the engine could not be built or started',
        interrupted: 'interrupted',
      }),
    )
    .action(async (names: string[], options: CheckArguments) =>
      done(await (await import('./commands/check.ts')).check(names, options, context)),
    );

  command('traffic', 'describe the traffic of your own system for `sandbox check`')
    .addHelpText('after', examples('sandbox traffic import traces.jsonl --out traffic.yaml'))
    .command('import')
    .description('derive a traffic file from traces: OTLP JSON of the file exporter, or Jaeger JSON')
    .argument('<files...>', 'files with traces; - for the standard input')
    .option('-o, --out <file>', 'new file to write to (default: standard output)')
    .option('--values', 'copy values of attributes, statements and addresses, not only names', false)
    .addHelpText(
      'after',
      examples(
        'sandbox traffic import traces.jsonl --out traffic.yaml',
        "curl 'http://jaeger:16686/api/traces?service=frontend&limit=1000' | sandbox traffic import -",
      ),
    )
    .addHelpText('after', exitCodeHelp(['ok', 'usage', 'internal']))
    .action(async (files: string[], options: TrafficImportArguments) =>
      done((await import('./commands/traffic-import.ts')).trafficImport(files, options, context)),
    );

  const applicationOptions = (): Option[] => [
    new Option(
      '--service-name <name>',
      'service.name of the application (default: that of package.json, or of the folder)',
    ),
    new Option('--protocol <protocol>', 'OTLP protocol').choices(protocols).default('http/protobuf'),
  ];
  const env = command('env', 'print the OTEL_* variables that send telemetry of your application to the sandbox');
  for (const option of applicationOptions()) env.addOption(option);
  env
    .addOption(new Option('--format <format>', 'output format').choices(formats).default('shell'))
    .addHelpText(
      'after',
      examples('eval "$(sandbox env)"', 'sandbox env --service-name shop --format dotenv > .env.otel'),
    )
    .addHelpText('after', exitCodeHelp(['ok', 'usage', 'internal']))
    .action(async (options: EnvArguments) => done((await import('./commands/env.ts')).env(options, context)));

  const exec = command('exec', 'run a program with these variables, and end it with the sandbox')
    .argument('[command...]', 'program and its arguments, after --')
    .option('--instrument', 'instrument it without code: Node.js, or Python with opentelemetry-instrument', false);
  for (const option of applicationOptions()) exec.addOption(option);
  exec
    .addHelpText(
      'after',
      examples('sandbox exec -- node server.js', 'sandbox exec --instrument --service-name shop -- npm start'),
    )
    .addHelpText('after', '\nThe exit code is that of the program; 128 and the number of the signal that ended it.')
    .action(async (program: string[], options: ExecArguments) =>
      done((await (await import('./commands/exec.ts')).exec(program, options, context)) as ExitCode),
    );

  command('prepare', 'download and build what a first start needs, for later starts offline')
    .option('-a, --all', 'for all services, not only the core ones', false)
    .addHelpText('after', examples('sandbox prepare', 'sandbox prepare --all'))
    .addHelpText('after', exitCodeHelp(['ok', 'usage', 'bootFailed', 'internal', 'interrupted']))
    .action(async (options: { all: boolean }) =>
      done(await (await import('./commands/prepare.ts')).prepare(options, context)),
    );

  command('doctor', 'check prerequisites and suggest fixes')
    .addOption(jsonOption())
    .addHelpText('after', examples('sandbox doctor', 'sandbox doctor --json'))
    .addHelpText('after', exitCodeHelp(['ok', 'bootFailed', 'internal']))
    .action(async (options: Json) => done(await (await import('./commands/doctor.ts')).doctor(options, context)));

  const images = command('images', 'manage the Docker images (works offline)').addHelpText(
    'after',
    examples('sandbox images pull', 'sandbox images save sandbox-images.tar', 'sandbox images load sandbox-images.tar'),
  );
  const imagesCommand = (name: string, description: string): Command =>
    images
      .command(name)
      .description(description)
      .addHelpText('after', exitCodeHelp(['ok', 'usage', 'bootFailed', 'internal', 'interrupted']));
  imagesCommand('pull', 'pull missing images and build the image of the demo services').action(async () =>
    done(await (await import('./commands/images.ts')).pullImages(context)),
  );
  imagesCommand('save', 'write all images to an archive, as docker save does')
    .argument('<file>', 'archive to write')
    .action(async (file: string) => done(await (await import('./commands/images.ts')).saveImagesTo(file, context)));
  imagesCommand('load', 'load the images from such an archive')
    .argument('<file>', 'archive written by save')
    .action(async (file: string) => done(await (await import('./commands/images.ts')).loadImagesFrom(file, context)));

  const exports = command('export', 'write the stack for another platform').addHelpText(
    'after',
    examples(
      'sandbox export kubernetes --out manifests',
      'sandbox export kubernetes --out manifests -c collector.yaml',
    ),
  );
  exports
    .command('kubernetes')
    .description('write Kustomize manifests: agents, sampling gateways, backends and demo services')
    .requiredOption('-o, --out <dir>', 'folder to write to; an earlier export there is replaced')
    .option('-c, --collector <file>', 'Collector configuration of the sampling gateways (default: that of the sandbox)')
    .addHelpText('after', exitCodeHelp(['ok', 'usage', 'internal']))
    .action(async (options: ExportKubernetesArguments) =>
      done((await import('./commands/export-kubernetes.ts')).exportKubernetes(options, context)),
    );

  return program
    .addHelpText('after', examples('sandbox up', 'sandbox run error-burst', 'sandbox check --collector collector.yaml'))
    .addHelpText(
      'after',
      exitCodeHelp([
        'ok',
        'expectationFailed',
        'usage',
        'steadyStateNotReached',
        'bootFailed',
        'internal',
        'interrupted',
      ]),
    );
}
