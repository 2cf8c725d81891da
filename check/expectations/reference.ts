import { jsonSchemaText, keySection, withReference } from '../../lib/yaml/reference.ts';
import {
  alertSchema,
  classSchema,
  expectSchema,
  firesSchema,
  ignoreSchema,
  productionSchema,
  sandboxSchema,
} from './sandbox-schema.ts';

/** The tables of docs/sandbox-yaml.md, generated from the schema of the file. */
function reference(): string {
  return [
    keySection('Top level', sandboxSchema),
    keySection('production', productionSchema),
    keySection('ignore', ignoreSchema),
    keySection('expect', expectSchema),
    keySection('expect.classes', classSchema, '`error: 100%` is short for `error: {kept: 100%}`.'),
    keySection('expect.alerts', alertSchema, '`DiskFull: quiet` is short for `DiskFull: {quiet: true}`.'),
    keySection('fires', firesSchema),
  ].join('\n\n');
}

/** Replaces the tables between the markers of the page. */
export function withSandboxReference(page: string): string {
  return withReference(page, reference());
}

/** JSON Schema (draft 2020-12) of sandbox.yaml, for editors. */
export function sandboxJsonSchema(): string {
  return jsonSchemaText('Inputs and expectations of sandbox check', sandboxSchema);
}
