import { fixedTexts } from '../../../check/fixes/fixed-texts.ts';
import { readInputs } from '../../../check/inputs/read-inputs.ts';
import type { CheckRequest } from '../../../check/request.ts';
import { simulateCheck } from '../../../check/run/simulate-check.ts';
import { detailsOf } from '../../../cli/reporters/html/details.ts';
import { messageOf, UserError } from '../../../lib/errors.ts';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import { packageVersion } from '../../../lib/paths.ts';
import { componentVersions } from '../../../stack/components/versions.ts';
import { files } from '../node/fs.ts';
import { fetchEngine } from './fetch-engine.ts';
import { fileNames, type FromWorker, type TabFiles, type ToWorker } from './protocol.ts';

// `sandbox check` in a worker of a browser tab: the same code as in Node, on files in memory.

const say = (message: FromWorker): void => postMessage(message);
let module: Promise<WebAssembly.Module> | undefined;

onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  check(data).catch((error: unknown) => {
    const { details, hint } = error instanceof UserError ? error : { details: [], hint: undefined };
    say({ type: 'failed', message: messageOf(error), details, hint });
  });
};

async function check(message: ToWorker): Promise<void> {
  const request = requestOf(message);
  // Before the download, so that mistakes in files are reported at once.
  const inputs = readInputs(request);
  module ??= fetchEngine(message.engineUrl, (bytes, total) => say({ type: 'download', bytes, total }));
  // A download that failed is tried again with the next check.
  module.catch(() => (module = undefined));
  const engine = { module: await module, glue: '' };
  say({ type: 'compiled' });
  const { signal } = new AbortController();
  const events: RunEvent[] = [];
  for (const traffic of inputs.traffics) {
    for await (const event of simulateCheck({ request, inputs, traffic, engine, signal })) {
      events.push(event);
      say({ type: 'event', event });
    }
  }
  const texts = new Map(Object.values(fileNames).map((name) => [name, files.get(`/${name}`) ?? '']));
  const versions = { sandbox: packageVersion, ...componentVersions };
  say({ type: 'done', details: { versions, ...detailsOf(events, texts) }, fixed: fixedFiles(events, texts) });
}

function requestOf({ files: given, seed, quick }: ToWorker): CheckRequest {
  for (const role of Object.keys(fileNames) as (keyof TabFiles)[]) {
    const text = given[role];
    if (text === undefined) files.delete(`/${fileNames[role]}`);
    else files.set(`/${fileNames[role]}`, text);
  }
  return {
    ...{ scenarios: [], collector: [fileNames.collector], agent: [], rules: [fileNames.rules], dashboards: [] },
    ...(given.traffic === undefined ? {} : { traffic: fileNames.traffic }),
    ...{ secrets: [], headSampling: 1, seed, strict: false, quick, env: {} },
  };
}

function fixedFiles(
  events: readonly RunEvent[],
  texts: ReadonlyMap<string, string>,
): Record<number, Record<string, string>> {
  const findings = events.filter((event) => event.type === 'finding');
  const fixed = findings.flatMap(({ fix }, index) => {
    const all = fix && fixedTexts(fix.edits, (name) => texts.get(name) ?? '');
    return all ? [[index, Object.fromEntries(all)] as const] : [];
  });
  return Object.fromEntries(fixed);
}
