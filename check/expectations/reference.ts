import { z } from 'zod';
import {
  alertSchema,
  classSchema,
  expectSchema,
  firesSchema,
  productionSchema,
  sandboxSchema,
} from './sandbox-schema.ts';

export const referenceBegin = '<!-- reference: written by npm run docs -->';
export const referenceEnd = '<!-- end of reference -->';

/** The tables of docs/sandbox-yaml.md, generated from the schema of the file. */
function reference(): string {
  return [
    section('Top level', sandboxSchema),
    section('production', productionSchema),
    section('expect', expectSchema),
    section('expect.classes', classSchema, '`error: 100%` is short for `error: {kept: 100%}`.'),
    section('expect.alerts', alertSchema, '`DiskFull: quiet` is short for `DiskFull: {quiet: true}`.'),
    section('fires', firesSchema),
  ].join('\n\n');
}

/** Replaces the tables between the markers of the page. */
export function withReference(page: string): string {
  const [before = '', rest = ''] = page.split(referenceBegin);
  const [, after = ''] = rest.split(referenceEnd);
  return `${before}${referenceBegin}\n\n${reference()}\n\n${referenceEnd}${after}`;
}

/** JSON Schema (draft 2020-12) of sandbox.yaml, for editors. */
export function sandboxJsonSchema(): string {
  const schema = z.toJSONSchema(sandboxSchema, { io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify({ title: 'Inputs and expectations of sandbox check', ...schema }, undefined, 2)}\n`;
}

function section(title: string, schema: z.ZodObject, text = ''): string {
  const rows = Object.entries(schema.shape as Record<string, z.ZodType>).map(
    ([key, field]) => `| \`${key}\` | ${(field.description ?? '').replaceAll('|', '\\|')} |`,
  );
  return [`### ${title}`, ...(text === '' ? [] : [text]), ['| key | |', '|---|---|', ...rows].join('\n')].join('\n\n');
}
