import { z } from 'zod';
import { nearest } from '../nearest.ts';
import { describeSource } from '../events/source-line.ts';
import type { YamlSource } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;
type Path = (string | number)[];

/** How many unknown keys of one mapping are reported with their lines. */
const mostKeys = 20;

/**
 * The problems of a file, one line each that starts with its place: `sandbox.yaml:3: ...`, in the order of the file.
 */
export function schemaProblems(
  error: z.ZodError,
  schema: z.ZodType,
  { sourceOf, data }: Pick<YamlSource, 'sourceOf' | 'data'>,
): string[] {
  return error.issues
    .flatMap((issue) => flatten(issue))
    .flatMap((issue) => {
      const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
      if (issue.code === 'unrecognized_keys') {
        const known = keysAt(schema, path);
        const reported = issue.keys
          .slice(0, mostKeys)
          .map((key) => ({ source: sourceOf([...path, key]), text: unknownKey(key, path, known) }));
        // The others are only counted: looking up all their lines is quadratic.
        const [last] = reported.slice(-1);
        return last ? [...reported, ...issue.keys.slice(mostKeys).map(() => last)] : [];
      }
      const text = `${path.length === 0 ? 'the file' : pathText(path)} ${reason(issue)}${suggestion(issue, valueAt(data, path))}`;
      return [{ source: sourceOf(path), text }];
    })
    .sort((a, b) => a.source.line - b.source.line)
    .map(({ source, text }) => `${describeSource(source)}: ${text}`);
}

/** Reduces a union to its closest alternative: the one whose problems are deepest in the file, and fewest. */
function flatten(issue: Issue, parents: Path = []): Issue[] {
  const path = [...parents, ...(issue.path as Path)];
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input' && issue.errors.length > 0) {
    const depth = (issues: readonly Issue[]): number => Math.max(0, ...issues.map((one) => one.path.length));
    const [best = []] = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length);
    if (depth(best) > 0 || best.some(({ code }) => code === 'unrecognized_keys')) {
      return best.flatMap((inner) => flatten(inner, path));
    }
    const all = issue.errors.flat().map((inner) => reason(inner));
    return [{ ...issue, path, message: [...new Set(all)].join(', or ') }];
  }
  return [{ ...issue, path }];
}

function reason(issue: Issue): string {
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    const expected = typeNames[issue.expected] ?? `a ${issue.expected}`;
    return issue.message.endsWith('received undefined') ? `is missing; it must be ${expected}` : `must be ${expected}`;
  }
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid')) {
    return `must be ${issue.values.map(String).join(' or ')}`;
  }
  if (issue.code === 'invalid_key') return `has a key that ${issue.issues.map((one) => reason(one)).join(', ')}`;
  if (issue.code === 'too_small' && issue.message.startsWith('Too small')) {
    return `must ${issue.origin === 'number' ? 'be' : 'have'} ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
  }
  if (issue.code === 'too_big' && issue.message.startsWith('Too big')) {
    return `must ${issue.origin === 'number' ? 'be' : 'have'} ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
  }
  return issue.message;
}

/** The value that was probably meant, where one of several was expected. */
function suggestion(issue: Issue, written: unknown): string {
  if (issue.code !== 'invalid_value' || typeof written !== 'string') return '';
  const near = nearest(written, issue.values.map(String));
  return near === undefined ? '' : `. Did you mean ${near}?`;
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (here, step) => (here as Record<string | number, unknown> | null | undefined)?.[step],
    data,
  );
}

const typeNames: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function unknownKey(key: string, path: Path, known: readonly string[]): string {
  const near = nearest(key, known);
  const suggestion =
    near !== undefined ? ` Did you mean ${near}?` : known.length > 0 ? ` Known keys: ${known.join(', ')}.` : '';
  return `unknown key ${JSON.stringify(key)}${path.length === 0 ? '' : ` in ${pathText(path)}`}.${suggestion}`;
}

/** `alerts.HighErrorRate`, `expect[2].kept`. */
function pathText(path: Path): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${step}`)).join('');
}

/** The keys of a schema at a path, of all alternatives. */
function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  let here = unwrap(schema);
  for (const step of path) here = here.flatMap((one) => unwrap(child(one, step)));
  return [...new Set(here.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape as object) : [])))];
}

function child(schema: z.core.$ZodType, step: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<string, z.core.$ZodType>)[String(step)];
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return undefined;
}

function unwrap(schema: z.core.$ZodType | undefined): z.core.$ZodType[] {
  if (!schema) return [];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return unwrap(schema.unwrap());
  }
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((one) => unwrap(one));
  return [schema];
}
