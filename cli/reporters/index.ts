import { githubReporter } from './github.ts';
import { htmlReporter } from './html/html.ts';
import { junitReporter } from './junit.ts';
import { ndjsonReporter } from './ndjson.ts';
import { plainReporter } from './plain.ts';
import type { FileReporterDefinition, ReporterDefinition } from './reporter.ts';

/** Every reporter that writes to stdout: the values of `--reporter`. */
export const reporters: readonly ReporterDefinition[] = [plainReporter, ndjsonReporter, githubReporter];

/** Every reporter that writes a file: an option each, such as `--junit FILE`. */
export const fileReporters: readonly FileReporterDefinition[] = [junitReporter, htmlReporter];
