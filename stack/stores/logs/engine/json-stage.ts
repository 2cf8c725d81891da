import type { JsonStage } from '../logql/ast.ts';
import type { Line } from './line.ts';

type Path = (string | number)[];

/** Deeper objects are left out, as lists are: their names would be longer than their values. */
const maxDepth = 64;

/**
 * Loki's `json`: every leaf of the line's object as a field, or those that are named. Lists are left out, as in Loki.
 */
export function compileJson(stage: JsonStage): (line: Line) => boolean {
  const wanted = stage.extractions.map(({ label, from }) => ({ label, path: parsePath(from) }));
  return (line) => {
    // Most lines that are not JSON are recognized without the cost of an exception.
    if (!/^\s*\{/.test(line.text)) {
      line.fail('JSONParserErr', "Value looks like object, but can't find closing '}' symbol");
      return true;
    }
    let json: object;
    try {
      json = JSON.parse(line.text) as object;
    } catch (error) {
      line.fail('JSONParserErr', error instanceof Error ? error.message : String(error));
      return true;
    }
    if (wanted.length === 0) {
      forEachLeaf(json, (name, value) => line.add(name, value));
    } else {
      for (const { label, path } of wanted) {
        const value = follow(json, path);
        if (value !== undefined && value !== null)
          line.add(label, typeof value === 'string' ? value : JSON.stringify(value));
      }
    }
    return true;
  };
}

/** The leaves of an object with the names of their fields; `path` has the original keys and is valid during the call. */
export function forEachLeaf(json: object, visit: (name: string, value: string, path: readonly string[]) => void): void {
  const path: string[] = [];
  const walk = (prefix: string, object: object): void => {
    if (path.length === maxDepth) return;
    for (const [key, value] of Object.entries(object) as [string, unknown][]) {
      const name = prefix === '' ? fieldName(key) : `${prefix}_${key.replace(/\W/g, '_')}`;
      path.push(key);
      if (typeof value === 'string') visit(name, value, path);
      else if (typeof value === 'number' || typeof value === 'boolean') visit(name, String(value), path);
      else if (typeof value === 'object' && value !== null && !Array.isArray(value)) walk(name, value);
      path.pop();
    }
  };
  walk('', json);
}

/** A key as a label name: other characters than letters, digits and `_` become `_`, and a digit is not the first. */
export function fieldName(key: string): string {
  const name = key.replace(/\W/g, '_');
  return /^\d/.test(name) ? `_${name}` : name;
}

/** Splits `a.b[0]["c d"]`. */
function parsePath(text: string): Path {
  const path: Path = [];
  for (const [, key, index, quoted] of text.matchAll(/([^.[\]"]+)|\[(\d+)\]|\["([^"]*)"\]/g)) {
    if (index !== undefined) path.push(Number(index));
    else path.push(key ?? quoted ?? '');
  }
  return path;
}

function follow(json: unknown, path: Path): unknown {
  let value = json;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
