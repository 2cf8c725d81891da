import { readFileSync, writeFileSync } from 'node:fs';
import { defined } from '../../../lib/defined.ts';
import { messageOf, UserError } from '../../../lib/errors.ts';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import { packageVersion, reportTemplate } from '../../../lib/paths.ts';
import { readUserFile } from '../../../lib/user-file.ts';
import { componentVersions } from '../../../stack/components/versions.ts';
import type { ReportData } from '../../../ui/report/report-data.ts';
import type { FileReporterDefinition, Reporter } from '../reporter.ts';
import { writeNamedFile } from '../../write-named-file.ts';
import { fillTemplate } from './fill-template.ts';

/**
 * A page in one file, which needs no server and no network. The file is created at once, so that an unwritable path fails
 * before the run.
 */
export const htmlReporter: FileReporterDefinition = {
  name: 'html',
  summary: 'also write a report for the browser, as one file',
  open: openHtmlReporter,
};

function openHtmlReporter(file: string): Reporter {
  const template = readFileSync(reportTemplate, 'utf8');
  const events: RunEvent[] = [];
  const texts = new Map<string, string>();
  let data: ReportData = {
    startedAt: new Date().toISOString(),
    versions: { sandbox: packageVersion, ...componentVersions },
    ...{ events: [], excerpts: {}, diffs: {}, help: {} },
  };
  const write = (): void =>
    writeNamedFile(`The HTML report ${file}`, () => writeFileSync(file, fillTemplate(template, data)));
  write();
  return {
    onEvent: (event) => void events.push(event),
    onFiles(files) {
      for (const name of files) {
        const text = textOf(name);
        if (text !== undefined) texts.set(name, text);
      }
    },
    onError(thrown) {
      const { hint, details = [] } = thrown instanceof UserError ? thrown : {};
      data = { ...data, error: { message: messageOf(thrown), ...defined({ hint }), details } };
    },
    async onEnd() {
      // Imported late: the findings and the parser of YAML take longer to load than most commands to run.
      const { detailsOf } = await import('./details.ts');
      data = {
        ...data,
        endedAt: new Date().toISOString(),
        events: withoutProgress(events),
        ...detailsOf(events, texts),
      };
      write();
    },
  };
}

/** More points of a curve could not be distinguished. */
const mostLoads = 100;

/** Without the states of components, and with as many load events of each run as its curves need, the last included. */
function withoutProgress(events: readonly RunEvent[]): RunEvent[] {
  const runs: RunEvent[][] = [];
  for (const event of events) {
    if (event.type === 'run.start' || runs.length === 0) runs.push([]);
    if (event.type !== 'component') runs.at(-1)?.push(event);
  }
  return runs.flatMap((run) => {
    const loads = run.filter(({ type }) => type === 'load').reverse();
    const every = Math.ceil(loads.length / mostLoads);
    const kept = new Set(loads.filter((_, index) => index % every === 0));
    return run.filter((event) => event.type !== 'load' || kept.has(event));
  });
}

/** A file that is gone by now has no lines to show. */
function textOf(file: string): string | undefined {
  try {
    return readUserFile(file);
  } catch {
    return undefined;
  }
}
