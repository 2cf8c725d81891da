import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { AdaptedCollector } from './adapted-collector.ts';

type Step = string | number;
export type Adapted = Pick<
  AdaptedCollector,
  'names' | 'pipelines' | 'samplers' | 'sourceOf' | 'sourceOfText' | 'values'
>;

/** The line in the user's files that a message of the Collector is about; undefined if the message does not name it. */
export function placeOfProblem(text: string, context: readonly string[], adapted: Adapted): SourceLine | undefined {
  const own = (id: string): string => adapted.names?.[id] ?? id;

  const decoded = /'(\w+)' error reading configuration for "([^"]+)"/.exec(text);
  if (decoded) {
    const [, kind = '', id = ''] = decoded;
    const leaf = text.slice(decoded.index + decoded[0].length).replace(/^: /, '');
    return deepest([kind, own(id)], [...context.slice(1), leaf], adapted);
  }
  const inPipelines = /'service\.pipelines' in "([^"]+)" id/.exec(text);
  if (inPipelines) return adapted.sourceOf(['service', 'pipelines', inPipelines[1] ?? '']);

  const steps = stepsOf(text);
  if (steps.length > 0 || /^'[\w.]+' has invalid keys/.test(text)) {
    return adapted.sourceOf([...steps, ...invalidKey(text)]);
  }

  const policy = /policy evaluator for "([^"]+)"/.exec(text)?.[1];
  const policies = adapted.samplers.flatMap((sampler) => sampler.policies);
  const rejected = policies.find(({ name, source }) => name === policy && source !== undefined);
  if (rejected) return rejected.source;

  const pipeline =
    /service::pipelines::([^:]+): references (\w+) "([^"]+)"/.exec(text) ??
    swapped(/failed to create "([^"]+)" (\w+),? in pipeline "([^"]+)": telemetry type is not/.exec(text));
  if (pipeline) {
    const [, id = '', kind = '', component = ''] = pipeline;
    const list = `${kind}s` as 'receivers' | 'processors' | 'exporters';
    const index = (adapted.pipelines[id]?.[list] ?? []).indexOf(own(component));
    return adapted.sourceOf(['service', 'pipelines', id, ...(index < 0 ? [] : [list, index])]);
  }
  const validated = /(receivers|processors|exporters|connectors|service)::(\S+?): /.exec(text);
  if (validated) {
    const [, kind = '', rest = ''] = validated;
    const [id = '', ...further] = rest.split('::');
    const path = [kind, own(id), ...further];
    return statement(text, path, adapted) ?? adapted.sourceOf(path);
  }
  const made = /failed to (?:create|start) "([^"]+)" (receiver|processor|exporter|connector)/.exec(text);
  if (made) return adapted.sourceOf([`${made[2] ?? ''}s`, own(made[1] ?? '')]);
  const connector = /connector "([^"]+)"/.exec(text);
  return connector ? adapted.sourceOf(['connectors', own(connector[1] ?? '')]) : undefined;
}

/** The three parts in the order of the first message: pipeline, kind, component. */
function swapped(match: RegExpExecArray | null): string[] | null {
  return match ? ['', match[3] ?? '', match[2] ?? '', match[1] ?? ''] : null;
}

/** The line of an OTTL statement that a message quotes. */
function statement(text: string, path: readonly Step[], { sourceOfText }: Adapted): SourceLine | undefined {
  const quoted = /OTTL (?:condition|statement)s? ("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  const one = quoted === undefined ? inferred(text) : unquoted(quoted);
  return one === undefined ? undefined : sourceOfText?.(path, one);
}

const statementList = /unable to infer a valid context .* from statements (\[.*\]) and conditions (\[.*\]): /;
const unexpected = /invalid syntax: 1:(\d+): unexpected token ("(?:[^"\\]|\\.)*")/;
/** The same since Collector 0.161: the rest of the statement, or the start of it. */
const syntaxAt = /invalid syntax at 1:(\d+) near `([^`]*)`/;

/**
 * The statement with the syntax error, if the Collector could not infer a context: its message lists all statements,
 * and only the column and text of the unexpected token. Undefined if that fits several statements.
 */
function inferred(text: string): string | undefined {
  const [, statements = '', conditions = ''] = statementList.exec(text) ?? [];
  const [, at, near] = syntaxAt.exec(text) ?? [];
  const [, column = at ?? '', quotedToken = ''] = unexpected.exec(text) ?? [];
  const token = near ?? unquoted(quotedToken);
  if (token === undefined) return undefined;
  const all = [statements, conditions].flatMap((list) => list.match(/"(?:[^"\\]|\\.)*"/g) ?? []);
  const fitting = all.flatMap((quoted) => {
    const one = unquoted(quoted) ?? '';
    const rest = one.slice(Number(column) - 1);
    return (token === '<EOF>' ? one !== '' && rest.trim() === '' : rest.startsWith(token)) ? [one] : [];
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The text of a Go string literal; undefined if it has escapes that JSON does not know. */
function unquoted(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

/**
 * The deepest place that a decoder message names. The message has the keys from the outside to the inside, but not
 * where an inner part ends: the deepest candidate on a line of its own is used.
 */
function deepest(base: readonly Step[], messages: readonly string[], { sourceOf }: Adapted): SourceLine | undefined {
  const leaf = messages.at(-1) ?? '';
  const inner = messages.flatMap((message) => stepsOf(message));
  const end = invalidKey(leaf);
  const candidates = inner.map((_, index) => [...base, ...inner.slice(0, inner.length - index), ...end]);
  candidates.push([...base, ...end]);
  const known = candidates.find((path) => {
    const [here, parent] = [sourceOf(path), sourceOf(path.slice(0, -1))];
    return here !== undefined && (here.line !== parent?.line || here.file !== parent.file);
  });
  return sourceOf(known ?? base);
}

function invalidKey(message: string): Step[] {
  const key = /has invalid keys: ([^,\s]+)/.exec(message)?.[1];
  return key === undefined ? [] : [key];
}

/** The keys of `'policies[0].latency' expected ...`; none for a Go type such as `'queuebatch.Config'`. */
function stepsOf(message: string): Step[] {
  const name = /^'([^']*)'/.exec(message)?.[1] ?? '';
  if (/^\w+\.\w*[A-Z]\w*$/.test(name)) return [];
  const steps = name.replaceAll(/\[<[^>]*>\]/g, '').matchAll(/\[(\d+)\]|[^.[\]]+/g);
  return Array.from(steps, (step) => (step[1] === undefined ? step[0] : Number(step[1])));
}
