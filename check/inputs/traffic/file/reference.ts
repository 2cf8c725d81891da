import { jsonSchemaText, keySection, keyTable, withReference } from '../../../../lib/yaml/reference.ts';
import {
  consumerSchema,
  databaseSchema,
  faultStepSchema,
  faultSchema,
  operationSchema,
  requestSchema,
  serviceSchema,
  trafficSchema,
} from './schema.ts';
import { stepSchema } from './step-schema.ts';
import { followingSchema } from './value-schema.ts';
import { stepKinds } from './step-kinds.ts';

const isStepKind = (key: string): boolean => (stepKinds as readonly string[]).includes(key);

/** The tables of docs/traffic.md, generated from the schema of the file. */
function reference(): string {
  return [
    keySection('Top level', trafficSchema),
    keySection('Services', serviceSchema),
    keySection(
      'Operations',
      operationSchema,
      'An operation is a route, or the consumption of messages from a destination. A list is short for its `steps`.',
    ),
    keySection(
      'Consumers',
      consumerSchema,
      'The additional keys of the consumption of messages:',
      (key) => !(key in operationSchema.shape),
    ),
    keySection(
      'Values that follow faults',
      followingSchema,
      'A value of an attribute; those under `values` may have `value` and `during`.',
    ),
    keySection('Steps', stepSchema, 'A step has exactly one of these keys:', isStepKind),
    '| additional keys | |\n' + keyTable(stepSchema, (key) => !isStepKind(key)),
    keySection('Requests', requestSchema, 'A string is short for its `request`.'),
    keySection('Databases', databaseSchema),
    keySection('Fault schedule', faultStepSchema, 'The steps in `faults`:'),
    keySection('Faults', faultSchema, 'The faults of a step:'),
  ].join('\n\n');
}

/** Replaces the tables between the markers of the page. */
export function withTrafficReference(page: string): string {
  return withReference(page, reference());
}

/** JSON Schema (draft 2020-12) of a traffic file, for editors. */
export function trafficJsonSchema(): string {
  return jsonSchemaText('Traffic file of sandbox check', trafficSchema);
}
