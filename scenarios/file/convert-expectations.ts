import { defined } from '../../lib/defined.ts';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { labelSuffix } from '../../lib/format/labels.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { durationMs, shareOf } from '../../lib/yaml/forms.ts';
import type { Problems } from '../../lib/yaml/problems.ts';
import { parseShare } from '../sampling/share.ts';
import type { ScenarioInput } from '../scenario.ts';
import type { AlertInput, ClassInput, ExpectInput } from './expect-schema.ts';
import type { KnownNames } from './known-names.ts';
import type { ScenarioFile } from './schema.ts';

type Expectation = ScenarioInput['expectations'][number];

/** Classes whose traces an ordinary run without faults may not have. */
const faultClasses: readonly string[] = ['error', 'slow'];

/** The expectations of a scenario file as a scenario has them. */
export function convertExpectations(file: ScenarioFile, known: KnownNames, problems: Problems): Expectation[] {
  const { expect } = file;
  return [
    ...metrics(expect),
    ...alerts(expect, known, problems),
    ...classes(file, known, problems),
    ...(expect.accounted === false ? [] : [{ type: 'accounted', name: 'every trace is accounted for' } as const]),
    ...requests(expect),
    ...logs(expect),
    ...(expect.links ?? []).map((link): Expectation => ({ type: 'link', name: `link ${link}`, link })),
    ...noSecrets(file, problems),
    ...(expect.refused === undefined
      ? []
      : [{ type: 'refused', name: 'refused spans are counted', atLeast: expect.refused } as const]),
  ];
}

function classes({ expect, faults = [] }: ScenarioFile, known: KnownNames, problems: Problems): Expectation[] {
  return Object.entries(expect.classes ?? {}).map(([name, written]): Expectation => {
    const { kept, policy, ...details }: ClassInput = typeof written === 'string' ? { kept: written } : (written ?? {});
    if (policy !== undefined && !known.policies.includes(policy)) {
      problems.unknown(['expect', 'classes', name, 'policy'], 'sampling policy', policy, known.policies);
    }
    return {
      type: 'traces',
      name: `${name} traces are kept`,
      class: name,
      needsFault: faultClasses.includes(name) && faults.length > 0,
      ...defined({
        kept: kept === undefined ? undefined : parseShare(kept),
        policy,
        atLeast: details['at-least'],
        orRefused: details['or-refused'],
      }),
    };
  });
}

function alerts({ alerts: written = {} }: ExpectInput, known: KnownNames, problems: Problems): Expectation[] {
  return Object.entries(written).flatMap(([alertname, one]) => {
    if (!known.alerts.includes(alertname))
      problems.unknown(['expect', 'alerts', alertname], 'alert', alertname, known.alerts);
    const all: AlertInput[] = Array.isArray(one) ? one : [typeof one === 'string' ? { [one]: true } : one];
    return all.map(({ fires, labels }): Expectation => ({
      type: fires === true ? 'alert-fires' : 'alert-quiet',
      name: `${alertname}${labels ? labelSuffix(labels) : ''} ${fires === true ? 'fires and resolves' : 'stays inactive'}`,
      alertname,
      ...defined({ labels }),
    }));
  });
}

function requests({ requests: written }: ExpectInput): Expectation[] {
  if (!written) return [];
  const { errors, ...quantiles } = written;
  const share = errors === undefined ? undefined : shareOf(errors);
  return [
    ...(share === undefined
      ? []
      : [{ type: 'load', name: `at most ${formatPercent(share)} of requests fail`, maxErrors: share } as const]),
    ...Object.entries(quantiles).map(([name, text]): Expectation => {
      const maxMs = durationMs(text ?? '') ?? 0;
      const quantile = Number(name.slice(1)) / 100;
      return {
        type: 'load',
        name: `${name} of requests is at most ${formatDuration(maxMs)}`,
        latency: { quantile, maxMs },
      };
    }),
  ];
}

function metrics({ metrics: written = {} }: ExpectInput): Expectation[] {
  return Object.entries(written).map(([name, { query, min, max, phase, 'needs-fault': needsFault }]) => ({
    type: 'metric',
    name,
    query,
    tolerance: defined({ min, max }),
    ...defined({ phase, needsFault }),
  }));
}

function logs({ logs: written = {} }: ExpectInput): Expectation[] {
  return Object.entries(written).map(([name, { query, min, max, 'needs-fault': needsFault }]) => ({
    type: 'logs',
    name,
    query,
    tolerance: defined({ min, max }),
    ...defined({ needsFault }),
  }));
}

function noSecrets({ expect, load, faults = [] }: ScenarioFile, problems: Problems): Expectation[] {
  const written = expect['no-secrets'];
  if (!written) return [];
  if (!load?.secrets && !faults.some(({ fault }) => fault === 'secret-in-url')) {
    problems.add(
      ['expect', 'no-secrets'],
      'the scenario plants no secrets: set load.secrets, or inject secret-in-url.',
    );
  }
  const { backends, marker } = Array.isArray(written) ? { backends: written, marker: undefined } : written;
  if (marker !== undefined && !load?.secrets) {
    problems.add(['expect', 'no-secrets', 'marker'], 'a marker can only be expected with load.secrets.');
  }
  return backends.map((backend) => ({
    type: 'no-leak',
    name: `no secret in ${backend}`,
    backend,
    // Prometheus has no text of a request that a marker could be in.
    ...defined({ marker: backend === 'prometheus' ? undefined : marker }),
  }));
}
