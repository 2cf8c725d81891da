import { Command, Option } from 'commander';
import type { ExitCode } from '../lib/exit-codes.ts';
import { packageVersion } from '../lib/paths.ts';
import { type CheckArguments, checkOptions } from './check/arguments.ts';
import type { Context } from './context.ts';
import { exitCodeHelp } from './exit-code-help.ts';
import { bootOptions, defaultTraffic, rate, wholeNumber, type BootArguments } from './options.ts';
import type { LogsArguments } from './commands/logs.ts';
import type { RunArguments } from './commands/run.ts';
import type { UpArguments } from './commands/up.ts';

interface Json {
  json: boolean;
}

const jsonOption = (): Option => new Option('--json', 'as JSON, for programs').default(false);
const keepFiles = (text: string): Option => new Option('--keep', text).default(false);
const examples = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;

/** The command line. Each command's module is imported only when it is run, so that help and `status` come at once. */
export function buildProgram(context: Context, done: (code: ExitCode) => void): Command {
  const program = new Command('sandbox')
    .description(
      'A local observability stack with demo services, faults, and the proof of what the stack made of them.',
    )
    .version(packageVersion, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help of a command')
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.out(text.trimEnd()),
      writeErr: (text) => context.terminal.err(text.trimEnd()),
    });

  const command = (name: string, description: string): Command => program.command(name).description(description);

  const up = command('up', 'boot the stack and the services; stays until Ctrl-C or `sandbox down`')
    .option('-d, --detach', 'leave it running and return when it is ready', false)
    .addOption(
      new Option('--traffic <rate>', 'gentle traffic, in requests per second; 0 is none')
        .argParser(rate)
        .default(defaultTraffic),
    )
    .addOption(
      new Option('--reporter <name>', 'how it is shown')
        .choices(['auto', 'tui', 'plain'])
        .default('auto', 'the terminal UI where a person sits at it, else plain lines'),
    );
  for (const option of bootOptions()) up.addOption(option);
  up.addOption(keepFiles('keep the folder of logs and data afterwards'))
    .addHelpText(
      'after',
      examples('sandbox up', 'sandbox up --detach --ports auto', 'sandbox up --pace 1 --traffic 50 --config my-config'),
    )
    .addHelpText('after', exitCodeHelp(['ok', 'usage', 'bootFailed', 'defect', 'interrupted']))
    .action(async (options: UpArguments) => done(await (await import('./commands/up.ts')).up(options, context)));

  command('down', 'stop the running sandbox, and remove what a killed one left')
    .addHelpText('after', examples('sandbox down'))
    .addHelpText('after', exitCodeHelp(['ok', 'bootFailed', 'defect']))
    .action(async () => done(await (await import('./commands/down.ts')).down(context)));

  command('status', "each component's state, memory and URL")
    .addOption(jsonOption())
    .addHelpText('after', examples('sandbox status', "sandbox status --json | jq -r '.record.endpoints.prometheus'"))
    .addHelpText('after', exitCodeHelp(['ok', 'defect']))
    .action(async (options: Json) => done(await (await import('./commands/status.ts')).status(options, context)));

  command('logs', 'what the components say')
    .argument('[component]', 'one component only')
    .option('-f, --follow', 'go on with what they say from now on', false)
    .addOption(new Option('-n, --lines <n>', 'only the last N lines').argParser(wholeNumber))
    .addHelpText('after', examples('sandbox logs otel-collector', 'sandbox logs --follow'))
    .addHelpText('after', exitCodeHelp(['ok', 'usage', 'defect']))
    .action(async (component: string | undefined, options: LogsArguments) =>
      done(await (await import('./commands/logs.ts')).logs(component, options, context)),
    );

  command('scenarios', 'the catalogue, or one scenario explained')
    .argument('[name]', 'a scenario')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('sandbox scenarios', 'sandbox scenarios error-burst', 'sandbox scenarios error-burst --json'),
    )
    .addHelpText('after', exitCodeHelp(['ok', 'usage', 'defect']))
    .action(async (name: string | undefined, options: Json) =>
      done((await import('./commands/scenarios.ts')).scenarios(name, options, context)),
    );

  const run = command('run', 'run scenarios on the running sandbox, or boot one, run, and tear it down')
    .argument('[names...]', 'scenarios, in the order to run them')
    .option('-a, --all', 'every scenario of the catalogue', false)
    .addOption(
      new Option('--reporter <name>', 'how the run is told')
        .choices(['auto', 'tui', 'plain', 'ndjson', 'github'])
        .default('auto', 'tui where a person sits at it, github in GitHub Actions, else plain'),
    )
    .option('--junit <file>', 'also write the result as JUnit XML')
    .option('--no-faults', 'a control run: everything but the faults, so that the alerts must stay quiet');
  for (const option of bootOptions()) run.addOption(option);
  run
    .addOption(keepFiles('leave the booted sandbox running afterwards'))
    .addHelpText(
      'after',
      examples('sandbox run error-burst', 'sandbox run --all --reporter github --junit results.xml'),
    )
    .addHelpText(
      'after',
      '\nWith several scenarios the exit code is the worst of theirs; this list goes from best to worst.',
    )
    .addHelpText(
      'after',
      exitCodeHelp([
        'ok',
        'expectationFailed',
        'steadyStateNotReached',
        'usage',
        'bootFailed',
        'defect',
        'interrupted',
      ]),
    )
    .action(async (names: string[], options: RunArguments, self: Command) => {
      const given = (name: keyof BootArguments): boolean => self.getOptionValueSource(name) === 'cli';
      done(await (await import('./commands/run.ts')).run(names, options, given, context));
    });

  const check = command('check', 'play known traffic with faults through a configuration, in virtual time')
    .argument('[names...]', 'scenarios; without files those of the catalogue as they are, else their load and faults')
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
      '\nWithout files and names it reads sandbox.yaml of this folder, and without one it checks the catalogue. Options win over it.\nNames come before options that take several files.',
    )
    .addHelpText(
      'after',
      exitCodeHelp(['ok', 'expectationFailed', 'usage', 'bootFailed', 'defect', 'interrupted'], {
        ok: 'no error was found, and every expectation passed',
        expectationFailed: 'an error was found, or an expectation failed',
        bootFailed: 'the engine could not be built or started',
        interrupted: 'interrupted',
      }),
    )
    .action(async (names: string[], options: CheckArguments) =>
      done(await (await import('./commands/check.ts')).check(names, options, context)),
    );

  command('doctor', 'what this machine has and lacks for the sandbox, each with what to do')
    .addOption(jsonOption())
    .addHelpText('after', examples('sandbox doctor', 'sandbox doctor --json'))
    .addHelpText('after', exitCodeHelp(['ok', 'bootFailed', 'defect']))
    .action(async (options: Json) => done(await (await import('./commands/doctor.ts')).doctor(options, context)));

  const images = command('images', 'the images of --runtime docker, also for rooms without a network').addHelpText(
    'after',
    examples('sandbox images pull', 'sandbox images save sandbox-images.tar', 'sandbox images load sandbox-images.tar'),
  );
  const imagesCommand = (name: string, description: string): Command =>
    images
      .command(name)
      .description(description)
      .addHelpText('after', exitCodeHelp(['ok', 'usage', 'bootFailed', 'defect', 'interrupted']));
  imagesCommand('pull', 'pull what is missing, and build the image of the demo services').action(async () =>
    done(await (await import('./commands/images.ts')).pullImages(context)),
  );
  imagesCommand('save', 'write all of them into a file, as docker save does')
    .argument('<file>', 'the archive to write')
    .action(async (file: string) => done(await (await import('./commands/images.ts')).saveImagesTo(file, context)));
  imagesCommand('load', 'give the Docker daemon of this machine the images of such a file')
    .argument('<file>', 'an archive that save wrote')
    .action(async (file: string) => done(await (await import('./commands/images.ts')).loadImagesFrom(file, context)));

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
        'defect',
        'interrupted',
      ]),
    );
}
