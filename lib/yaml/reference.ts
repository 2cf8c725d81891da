import { z } from 'zod';

const begin = '<!-- reference: written by npm run docs -->';
const end = '<!-- end of reference -->';

/** Replaces what is between the markers of a page with the reference of a file's schema. */
export function withReference(page: string, reference: string): string {
  const [before = '', rest = ''] = page.split(begin);
  const [, after = ''] = rest.split(end);
  return `${before}${begin}\n\n${reference}\n\n${end}${after}`;
}

/** A heading, a sentence and the table of the keys of a mapping. */
export function keySection(title: string, schema: z.ZodObject, text = '', keep?: (key: string) => boolean): string {
  return [`### ${title}`, ...(text === '' ? [] : [text]), `| key | |\n${keyTable(schema, keep)}`].join('\n\n');
}

/** The rows of such a table, below its head. */
export function keyTable(schema: z.ZodObject, keep: (key: string) => boolean = () => true): string {
  const rows = Object.entries(schema.shape as Record<string, z.ZodType>)
    .filter(([key]) => keep(key))
    .map(([key, field]) => {
      const required = field.safeParse(undefined).success ? '' : ' Required.';
      return `| \`${key}\` | ${(field.description ?? '').replaceAll('|', '\\|')}${required} |`;
    });
  return ['|---|---|', ...rows].join('\n');
}

/** JSON Schema (draft 2020-12) of a file, for editors. */
export function jsonSchemaText(title: string, schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify({ title, ...json }, undefined, 2)}\n`;
}
