import type { Terminal } from '../terminal.ts';
import { combineReporters } from './combined.ts';
import { githubReporter } from './github.ts';
import { junitReporter } from './junit.ts';
import { ndjsonReporter } from './ndjson.ts';
import { plainReporter } from './plain.ts';
import type { Reporter } from './reporter.ts';

export type ReporterName = 'auto' | 'tui' | 'plain' | 'ndjson' | 'github';

export interface ReporterArguments {
  reporter: ReporterName;
  junit?: string;
}

/** The reporters that were asked for; `auto` is github inside GitHub Actions, else plain. The screen of `tui` is not among them. */
export function openReporters(
  asked: ReporterArguments,
  terminal: Terminal,
  env: NodeJS.ProcessEnv,
): Required<Reporter> {
  const automatic = env.GITHUB_ACTIONS === 'true' ? 'github' : 'plain';
  const name = asked.reporter === 'auto' ? automatic : asked.reporter;
  return combineReporters(
    {
      ...(name === 'tui' ? {} : { [name]: openReporter(name, terminal, env) }),
      ...(asked.junit === undefined ? {} : { junit: junitReporter(asked.junit) }),
    },
    terminal.err,
  );
}

function openReporter(
  name: Exclude<ReporterName, 'auto' | 'tui'>,
  { out, colors }: Terminal,
  env: NodeJS.ProcessEnv,
): Reporter {
  switch (name) {
    case 'plain':
      return plainReporter(out, colors);
    case 'ndjson':
      return ndjsonReporter(out);
    case 'github':
      return githubReporter({ out, colors, summaryFile: env.GITHUB_STEP_SUMMARY, workspace: env.GITHUB_WORKSPACE });
  }
}
