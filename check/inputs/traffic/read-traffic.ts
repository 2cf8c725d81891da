import { basename } from 'node:path';
import { defined } from '../../../lib/defined.ts';
import { messageOf, UserError } from '../../../lib/errors.ts';
import { sandboxThresholds } from '../../../scenarios/sampling/thresholds.ts';
import type { VariableSource } from '../../../simulation/services/variables.ts';
import { readText } from '../../../lib/yaml/read-text.ts';
import { readYaml, type ReadYamlOptions } from '../../../lib/yaml/read-yaml.ts';
import type { YamlSource } from '../../../lib/yaml/yaml-source.ts';
import { CallGraph } from './file/call-graph.ts';
import { checkLength } from './file/check-length.ts';
import { faultScheduleOf } from './file/fault-schedule.ts';
import { withCurrentKeys } from './file/former-keys.ts';
import { durationMs, ratePerSecond } from '../../../lib/yaml/forms.ts';
import { Problems } from '../../../lib/yaml/problems.ts';
import { requestsOf } from './file/requests.ts';
import { type TrafficFile, trafficSchema } from './file/schema.ts';
import { servicesOf } from './file/services.ts';
import { Values } from './file/values.ts';
import type { Traffic } from './traffic.ts';

const hint = 'See docs/traffic.md and the examples in docs/examples/.';
const options: ReadYamlOptions = { what: 'the traffic file', code: 'bad-traffic', hint };

/**
 * Reads a system and its traffic from a YAML file (docs/traffic.md).
 * @throws UserError with `file:line` of each problem and the nearest known name; exit code 2.
 */
export function readTraffic(file: string): Traffic {
  return parseTraffic(readText(file, options), file);
}

/** The same for the text of a file. */
export function parseTraffic(text: string, file: string): Traffic {
  checkLength(text, file, hint);
  return guarded(file, () => toTraffic(readYaml(withCurrentKeys(text), file, trafficSchema, options), file));
}

/** Reports a stack overflow of the parser as an error of the user's file, not as an internal error. */
function guarded(file: string, read: () => Traffic): Traffic {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`${file} cannot be read: it is nested too deeply (${messageOf(error)}).`, {
      code: 'bad-traffic',
      hint,
      cause: error,
    });
  }
}

function toTraffic(
  { value: file, sourceOf }: { value: TrafficFile; sourceOf: YamlSource['sourceOf'] },
  path: string,
): Traffic {
  const problems = new Problems(sourceOf, options.code);
  const values = new Values(Object.keys(file.values ?? {}), problems);
  const variables: Record<string, VariableSource> = { uuid: 'uuid' };
  for (const [name, written] of Object.entries(file.values ?? {})) {
    const source = written === '$uuid' ? 'uuid' : values.sourceOf(written, ['values', name]);
    if (
      typeof source === 'object' &&
      'usual' in source &&
      (source.usual === undefined || source.onError !== undefined)
    ) {
      problems.add(['values', name], 'a value of the whole request that follows faults has value and during');
    }
    if (source !== undefined) variables[name] = source;
    else if (typeof written !== 'object') variables[name] = { choose: [{ value: written, weight: 1 }] };
  }
  const services = servicesOf(file, values, problems);
  const graph = new CallGraph(services);
  const isSound = graph.check(problems);
  const requests = requestsOf(file, graph, values, problems);
  const slowMs = durationOr(file.slow, sandboxThresholds().slowMs);
  const faultSchedule = isSound ? faultScheduleOf(file, graph, { services, requests, slowMs }, problems) : [];
  values.checkLabels(faultSchedule.flatMap(({ faults }) => faults.map(({ label }) => label)));
  problems.throwIfAny(hint);
  return {
    name: file.name ?? basename(path).replace(/\.ya?ml$/, ''),
    system: { services, variables },
    requests,
    arrivalsPerSecond: (file.rate === undefined ? undefined : ratePerSecond(file.rate)) ?? 5,
    arrivals: file.arrivals ?? 'poisson',
    slowMs,
    ...(file.slow === undefined ? {} : { isSlowDefined: true }),
    ...(file.secrets ? { plantSecrets: file.secrets } : {}),
    warmUpMs: durationOr(file['warm-up'], 5 * 60_000),
    baselineMs: durationOr(file.baseline, 10 * 60_000),
    faultSchedule,
    ...defined({ scrapeIntervalMs: optionalMs(file['scrape-interval']) }),
    ...defined({ exportIntervalMs: optionalMs(file['metric-export-interval']) }),
  };
}

function optionalMs(text: string | undefined): number | undefined {
  return text === undefined ? undefined : durationMs(text);
}

function durationOr(text: string | undefined, otherwise: number): number {
  return optionalMs(text) ?? otherwise;
}
