import { readFileSync } from 'node:fs';
import { defined } from '../../../lib/defined.ts';
import { messageOf, UserError } from '../../../lib/errors.ts';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import { packageVersion, reportTemplate } from '../../../lib/paths.ts';
import { readUserFile } from '../../../lib/user-file.ts';
import { componentVersions } from '../../../stack/components/versions.ts';
import type { ReportData } from '../../../ui/report/report-data.ts';
import type { FileReporterDefinition, Reporter } from '../reporter.ts';
import { writeResult } from '../write-result.ts';
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
  const write = (): void => writeResult({ what: 'HTML report', option: '--html', file }, fillTemplate(template, data));
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

/** Without what only shows that a run goes on: states of components, and all load events of a run but the last. */
function withoutProgress(events: readonly RunEvent[]): RunEvent[] {
  let isLater = false;
  return events
    .toReversed()
    .filter(({ type }) => {
      if (type === 'run.start') isLater = false;
      if (type !== 'load') return type !== 'component';
      const isLast = !isLater;
      isLater = true;
      return isLast;
    })
    .toReversed();
}

/** A file that is gone by now has no lines to show. */
function textOf(file: string): string | undefined {
  try {
    return readUserFile(file);
  } catch {
    return undefined;
  }
}
