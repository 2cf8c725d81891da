import { z } from 'zod';
import {
  databaseSchema,
  faultStepSchema,
  faultSchema,
  operationSchema,
  requestSchema,
  serviceSchema,
  stepSchema,
  trafficSchema,
} from './schema.ts';
import { stepKinds } from './step-kinds.ts';

export const referenceBegin = '<!-- reference: written by npm run docs -->';
export const referenceEnd = '<!-- end of reference -->';

const isStepKind = (key: string): boolean => (stepKinds as readonly string[]).includes(key);

/** The tables of docs/traffic.md, generated from the schema of the file. */
export function trafficReference(): string {
  return [
    section('Top level', trafficSchema),
    section('Services', serviceSchema),
    section(
      'Operations',
      operationSchema,
      'An operation is a route, or the consumption of messages from a destination. A list is short for its `steps`.',
    ),
    section('Steps', stepSchema, 'A step has exactly one of these keys:', isStepKind),
    '| additional keys | |\n' + table(stepSchema, (key) => !isStepKind(key)),
    section('Requests', requestSchema, 'A string is short for its `request`.'),
    section('Databases', databaseSchema),
    section('Fault schedule', faultStepSchema, 'The steps in `faults`:'),
    section('Faults', faultSchema, 'The faults of a step:'),
  ].join('\n\n');
}

/** Replaces the tables between the markers of the page. */
export function withTrafficReference(page: string): string {
  const [before = '', rest = ''] = page.split(referenceBegin);
  const [, after = ''] = rest.split(referenceEnd);
  return `${before}${referenceBegin}\n\n${trafficReference()}\n\n${referenceEnd}${after}`;
}

/** JSON Schema (draft 2020-12) of a traffic file, for editors. */
export function trafficJsonSchema(): string {
  const schema = z.toJSONSchema(trafficSchema, { io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify({ title: 'Traffic file of sandbox check', ...schema }, undefined, 2)}\n`;
}

function section(title: string, schema: z.ZodObject, text = '', keep: (key: string) => boolean = () => true): string {
  return [`### ${title}`, ...(text === '' ? [] : [text]), `| key | |\n${table(schema, keep)}`].join('\n\n');
}

function table(schema: z.ZodObject, keep: (key: string) => boolean): string {
  const rows = Object.entries(schema.shape as Record<string, z.ZodType>)
    .filter(([key]) => keep(key))
    .map(([key, field]) => {
      const required = field.safeParse(undefined).success ? '' : ' Required.';
      return `| \`${key}\` | ${(field.description ?? '').replaceAll('|', '\\|')}${required} |`;
    });
  return ['|---|---|', ...rows].join('\n');
}
