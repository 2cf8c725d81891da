/** One parameter of a fault, in terms of JSON Schema; `routes` is a list of routes of the service. */
export type ParameterSpec =
  | {
      type: 'number' | 'integer';
      description: string;
      minimum: number;
      maximum: number;
      default?: number;
      required?: true;
    }
  | { type: 'string'; description: string; maxLength: number; required?: true }
  | { type: 'choice'; description: string; values: readonly string[]; default: string }
  | { type: 'routes'; description: string };

export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

type ValueOf<S extends ParameterSpec> = S extends { type: 'number' | 'integer' }
  ? number
  : S extends { type: 'string' }
    ? string
    : S extends { type: 'choice'; values: readonly (infer V)[] }
      ? V
      : readonly string[];

type IsPresent<S> = S extends { required: true } | { default: number | string } | { type: 'routes' } ? true : false;

/** The values of a fault's parameters after the check: those with a default are always present. */
export type ParametersOf<S extends ParameterSpecs> = {
  readonly [K in keyof S as IsPresent<S[K]> extends true ? K : never]: ValueOf<S[K]>;
} & {
  readonly [K in keyof S as IsPresent<S[K]> extends true ? never : K]?: ValueOf<S[K]>;
};

/** Invalid parameters of a fault; the message has the parameter, its value and what is allowed. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

/** Checks the parameters of a request and fills in defaults. Throws a ParameterError for the first that is invalid. */
export function checkParameters(
  specs: ParameterSpecs,
  input: unknown,
  routes: readonly string[],
): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ParameterError(`parameters must be a JSON object, such as ${JSON.stringify(defaultsOf(specs, routes))}`);
  }
  for (const name of Object.keys(input)) {
    if (!Object.hasOwn(specs, name)) {
      throw new ParameterError(`there is no parameter "${name}"; there are: ${Object.keys(specs).join(', ')}`);
    }
  }
  const values = defaultsOf(specs, routes);
  for (const [name, spec] of Object.entries(specs)) {
    const value = (input as Record<string, unknown>)[name];
    if (value !== undefined) values[name] = checkParameter(name, spec, value, routes);
    else if ('required' in spec) throw new ParameterError(`the parameter "${name}" is missing: ${spec.description}`);
  }
  return values;
}

function checkParameter(name: string, spec: ParameterSpec, value: unknown, routes: readonly string[]): unknown {
  const invalid = (allowed: string): ParameterError =>
    new ParameterError(`the parameter "${name}" is ${JSON.stringify(value)}; it must be ${allowed}`);
  switch (spec.type) {
    case 'number':
    case 'integer': {
      const isValid = spec.type === 'integer' ? Number.isInteger(value) : Number.isFinite(value);
      if (isValid && (value as number) >= spec.minimum && (value as number) <= spec.maximum) return value;
      throw invalid(
        `${spec.type === 'integer' ? 'a whole number' : 'a number'} from ${spec.minimum} to ${spec.maximum}`,
      );
    }
    case 'string':
      if (typeof value === 'string' && value.length > 0 && value.length <= spec.maxLength) return value;
      throw invalid(`a string of 1 to ${spec.maxLength} characters`);
    case 'choice':
      if (spec.values.some((one) => one === value)) return value;
      throw invalid(`one of ${spec.values.join(', ')}`);
    case 'routes':
      if (Array.isArray(value) && value.length > 0 && value.every((route) => routes.includes(route as string)))
        return value;
      throw invalid(`a list of ${routes.map((route) => `"${route}"`).join(', ')}`);
  }
}

function defaultsOf(specs: ParameterSpecs, routes: readonly string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.type === 'routes') values[name] = routes;
    else if ('default' in spec) values[name] = spec.default;
  }
  return values;
}

/** The parameters as JSON Schema, for clients of the control endpoint. */
export function schemaOf(specs: ParameterSpecs, routes: readonly string[]): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  const required: string[] = [];
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.type === 'routes') {
      const items = { type: 'string', enum: routes };
      properties[name] = { type: 'array', minItems: 1, items, default: routes, description: spec.description };
    } else if (spec.type === 'choice') {
      const { description, values, default: fallback } = spec;
      properties[name] = { type: 'string', description, enum: values, default: fallback };
    } else {
      const { required: isRequired, ...rest } = spec as ParameterSpec & { required?: true };
      properties[name] = rest;
      if (isRequired === true) required.push(name);
    }
  }
  return { type: 'object', additionalProperties: false, required, properties };
}
