import { Option } from 'commander';
import type { Terminal } from '../terminal.ts';
import { combineReporters } from './combined.ts';
import { fileReporters, reporters } from './index.ts';
import type { Reporter } from './reporter.ts';

/** The parsed reporter options: `reporter`, and the file of each file reporter by its name. */
export interface ReporterArguments {
  reporter: string;
  junit?: string;
  html?: string;
  /** Whether the browser opens the file of `html`. */
  open?: boolean;
}

/** `--reporter`, with `tui` for commands that have a terminal UI, and an option for each file reporter. */
export function reporterOptions({ hasTui }: { hasTui: boolean }): Option[] {
  const names = reporters.map(({ name }) => name);
  const defaultFormat = `${hasTui ? 'tui in a terminal, ' : ''}github in GitHub Actions, otherwise plain`;
  return [
    new Option('--reporter <name>', 'output format')
      .choices(['auto', ...(hasTui ? ['tui'] : []), ...names])
      .default('auto', defaultFormat),
    ...fileReporters.map(({ name, summary }) => new Option(`--${name} <file>`, summary)),
    new Option('--open', 'open the report of --html in the browser at the end'),
  ];
}

/** Opens the selected reporters. The terminal UI is not one of them: with `tui` only file reporters are opened. */
export function openReporters(
  selected: ReporterArguments,
  { out, err, colors }: Terminal,
  env: NodeJS.ProcessEnv,
): Required<Reporter> {
  const opened: Record<string, Reporter> = {};
  const reporter =
    selected.reporter === 'auto'
      ? (reporters.find(({ isDefaultIn }) => isDefaultIn?.(env)) ?? reporters[0])
      : reporters.find(({ name }) => name === selected.reporter);
  if (reporter) opened[reporter.name] = reporter.open({ out, colors, env });
  for (const { name, open } of fileReporters) {
    const file = (selected as unknown as Record<string, string | undefined>)[name];
    if (file !== undefined) opened[name] = open(file);
  }
  return combineReporters(opened, err);
}
