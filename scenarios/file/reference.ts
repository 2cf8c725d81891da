import { jsonSchemaText, keySection, withReference } from '../../lib/yaml/reference.ts';
import { applicationRequestSchema } from './application-schema.ts';
import {
  alertSchema,
  classSchema,
  expectSchema,
  logsSchema,
  metricSchema,
  noSecretsSchema,
  requestsSchema,
} from './expect-schema.ts';
import { fileFaults } from './fault-fields.ts';
import { faultKeysOf } from './fault-keys.ts';
import { faultSchema, loadSchema, scenarioFileSchema, shopRequestsSchema, steadyStateSchema } from './schema.ts';

/** The tables of docs/scenario-yaml.md, generated from the schema of the file. */
function reference(): string {
  return [
    keySection('Top level', scenarioFileSchema),
    keySection('load', loadSchema),
    keySection('load.requests', shopRequestsSchema, 'Without `target`:'),
    keySection('load.requests of a target', applicationRequestSchema, 'A string is short for its `request`.'),
    keySection('steady-state', steadyStateSchema),
    keySection('faults', faultSchema, 'The entries of the list:'),
    faultTable(),
    keySection('expect', expectSchema),
    keySection('expect.classes', classSchema, '`error: 100%` is short for `error: {kept: 100%}`.'),
    keySection('expect.alerts', alertSchema, '`DiskFull: quiet` is short for `DiskFull: {quiet: true}`.'),
    keySection('expect.requests', requestsSchema),
    keySection('expect.metrics', metricSchema),
    keySection('expect.logs', logsSchema),
    keySection('expect.no-secrets', noSecretsSchema, '`[jaeger]` is short for `{backends: [jaeger]}`.'),
  ].join('\n\n');
}

/** What each fault does, and which of the keys it has. */
function faultTable(): string {
  const rows = fileFaults.map(({ name, description, target }) => {
    const on = {
      service: 'service',
      caller: 'service that calls others',
      querier: 'service that uses PostgreSQL',
      component: 'component',
      application: '`target`',
      load: 'load',
    };
    const keys = faultKeysOf(name).map(({ key }) => `\`${key}\``);
    const where = target === 'otel-collector' ? '`otel-collector`' : on[target];
    return `| \`${name}\` | ${where} | ${keys.join(', ')} | ${description}. |`;
  });
  return ['| fault | on | keys | effect |', '|---|---|---|---|', ...rows].join('\n');
}

/** Replaces the tables between the markers of the page. */
export function withScenarioReference(page: string): string {
  return withReference(page, reference());
}

/** JSON Schema (draft 2020-12) of a scenario file, for editors. */
export function scenarioJsonSchema(): string {
  return jsonSchemaText('Scenario of sandbox run', scenarioFileSchema);
}
