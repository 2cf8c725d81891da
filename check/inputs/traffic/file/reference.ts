import { z } from 'zod';
import {
  databaseSchema,
  drillStepSchema,
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

/** The tables of docs/traffic.md, made from the schema that files are held to, so that they cannot differ. */
export function trafficReference(): string {
  return [
    section('The file', trafficSchema),
    section('A service', serviceSchema),
    section(
      'What a service does',
      operationSchema,
      'Of a route, or of messages from a destination. A list is its steps alone.',
    ),
    section('Steps', stepSchema, 'A step says what it does by one of these keys:', isStepKind),
    '| beside them | |\n' + table(stepSchema, (key) => !isStepKind(key)),
    section('A request from outside', requestSchema, 'A text alone is its `request`.'),
    section('A database', databaseSchema),
    section('A step of the drill', drillStepSchema),
    section('A fault', faultSchema),
  ].join('\n\n');
}

/** The page with the tables between its marks. */
export function withTrafficReference(page: string): string {
  const [before = '', rest = ''] = page.split(referenceBegin);
  const [, after = ''] = rest.split(referenceEnd);
  return `${before}${referenceBegin}\n\n${trafficReference()}\n\n${referenceEnd}${after}`;
}

/** JSON Schema (draft 2020-12) of a traffic file, for editors. */
export function trafficJsonSchema(): string {
  const schema = z.toJSONSchema(trafficSchema, { io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify({ title: 'Traffic of sandbox check', ...schema }, undefined, 2)}\n`;
}

function section(title: string, schema: z.ZodObject, text = '', keep: (key: string) => boolean = () => true): string {
  return [`### ${title}`, ...(text === '' ? [] : [text]), `| key | |\n${table(schema, keep)}`].join('\n\n');
}

function table(schema: z.ZodObject, keep: (key: string) => boolean): string {
  const rows = Object.entries(schema.shape as Record<string, z.ZodType>)
    .filter(([key]) => keep(key))
    .map(([key, field]) => {
      const needed = field.safeParse(undefined).success ? '' : ' Needed.';
      return `| \`${key}\` | ${(field.description ?? '').replaceAll('|', '\\|')}${needed} |`;
    });
  return ['|---|---|', ...rows].join('\n');
}
