import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';

/** Sections of prometheus.yml that the Prometheus of the engine reads and ignores, and what that means. */
const ignored: Readonly<Record<string, string>> = {
  remote_write: 'no samples are sent to remote storage',
  remote_read: 'no series are read from remote storage',
  tracing: "Prometheus' own traces are not sent",
  runtime: "Go's garbage collector keeps its own settings",
};

/** Notices for the user about the settings of a prometheus.yml that have no effect in the embedded runtime. */
export async function ignoredSettings(file: string): Promise<string[]> {
  // Prometheus itself reports what cannot be parsed.
  const { contents } = parseDocument(await readFile(file, 'utf8'));
  const sections: unknown = contents?.toJSON();
  if (typeof sections !== 'object' || sections === null) return [];
  return Object.entries(sections)
    .filter(([name, value]) => ignored[name] !== undefined && value !== null)
    .map(
      ([name]) =>
        `prometheus.yml: ${name} is ignored in the embedded runtime: ${ignored[name] ?? ''}. Use --runtime docker for it.`,
    );
}
