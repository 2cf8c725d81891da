import type { z } from 'zod';
import { UserError } from '../errors.ts';
import { readText } from './read-text.ts';
import { schemaProblems } from './schema-problems.ts';
import { parseYamlSource, type YamlSource } from './yaml-source.ts';

export interface ReadYamlOptions {
  /** The kind of the file, for messages: `the traffic file`. */
  what: string;
  /** A stable identifier of its errors: `bad-traffic`. */
  code: string;
  /** Where its keys are described. */
  hint: string;
}

/** How many problems of a file are reported in addition to the first. */
const furtherProblems = 9;

/**
 * Parses the user's YAML file and validates it with a schema. `sourceOf` returns the lines of its parts.
 * @throws UserError with `file:line` of each problem and the nearest known key; exit code 2.
 */
export function readYaml<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
  { code, hint }: ReadYamlOptions,
): { value: z.output<Schema>; sourceOf: YamlSource['sourceOf'] } {
  const source = parseYamlSource(text, file);
  const result = schema.safeParse(source.data);
  if (result.success) return { value: result.data, sourceOf: source.sourceOf };
  const [first = `${file} is not valid`, ...others] = schemaProblems(result.error, schema, source);
  const details = others.slice(0, furtherProblems);
  if (others.length > details.length) details.push(`and ${others.length - details.length} more`);
  throw new UserError(first, { code, hint, details });
}

/**
 * The same for a file.
 * @throws UserError also if it cannot be read; exit code 2.
 */
export function readYamlFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  options: ReadYamlOptions,
): { value: z.output<Schema>; sourceOf: YamlSource['sourceOf'] } {
  const { what, code } = options;
  return readYaml(readText(file, { what, code }), file, schema, options);
}
