import { packageVersion } from '../../lib/paths.ts';
import { componentVersions } from '../../stack/components/versions.ts';
import type { ReporterDefinition } from './reporter.ts';

/** The version of the event contract (`lib/events/run-event.ts`). */
const schema = 1;

/** One event per line, as JSON. The first line carries the schema and the versions that produced the stream. */
export const ndjsonReporter: ReporterDefinition = {
  name: 'ndjson',
  open({ out }) {
    const versions = { sandbox: packageVersion, ...componentVersions };
    out(JSON.stringify({ type: 'stream.start', time: new Date().toISOString(), schema, versions }));
    return { onEvent: (event) => out(JSON.stringify(event)) };
  },
};
