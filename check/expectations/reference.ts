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

/** The tables of docs/sandbox-yaml.md, made from the schema that the file is held to, so that they cannot differ. */
function reference(): string {
  return [
    section('The file', sandboxSchema),
    section('production', productionSchema),
    section('expect', expectSchema),
    section('A class', classSchema, 'A share alone is its `kept`.'),
    section('An alert', alertSchema, '`fires`, `quiet` or `ignore` alone is that key with `true`.'),
    section('fires', firesSchema),
  ].join('\n\n');
}

/** The page with the tables between its marks. */
export function withReference(page: string): string {
  const [before = '', rest = ''] = page.split(referenceBegin);
  const [, after = ''] = rest.split(referenceEnd);
  return `${before}${referenceBegin}\n\n${reference()}\n\n${referenceEnd}${after}`;
}

/** JSON Schema (draft 2020-12) of sandbox.yaml, for editors. */
export function sandboxJsonSchema(): string {
  const schema = z.toJSONSchema(sandboxSchema, { io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify({ title: 'What sandbox check plays and expects', ...schema }, undefined, 2)}\n`;
}

function section(title: string, schema: z.ZodObject, text = ''): string {
  const rows = Object.entries(schema.shape as Record<string, z.ZodType>).map(
    ([key, field]) => `| \`${key}\` | ${(field.description ?? '').replaceAll('|', '\\|')} |`,
  );
  return [`### ${title}`, ...(text === '' ? [] : [text]), ['| key | |', '|---|---|', ...rows].join('\n')].join('\n\n');
}
