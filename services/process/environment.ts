/** An integer from an environment variable. Throws an error with the variable, its value and what is allowed. */
export function integerFrom(
  env: NodeJS.ProcessEnv,
  name: string,
  fallback: number,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {},
): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new Error(`${name} is "${text}"; it must be a whole number from ${min} to ${max}`);
}

/** A TCP port; 0 selects any free one. */
export function portFrom(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  return integerFrom(env, name, fallback, { max: 65_535 });
}

/** A base URL of HTTP. Throws an error with the variable and its value. */
export function urlFrom(env: NodeJS.ProcessEnv, name: string, fallback: string): URL {
  const text = env[name] ?? fallback;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text);
  throw new Error(`${name} is "${text}"; it must be a URL such as ${fallback}`);
}

/** A base URL of HTTP; undefined where the variable is not set or empty. Throws as `urlFrom` does. */
export function optionalUrlFrom(env: NodeJS.ProcessEnv, name: string): URL | undefined {
  return env[name] === undefined || env[name] === '' ? undefined : urlFrom(env, name, 'http://127.0.0.1:8084');
}
