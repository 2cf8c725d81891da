/** The listeners that are fuzzed; `jaeger-otlp` is the trace store's own receiver. */
export type TargetName = 'collector' | 'jaeger' | 'jaeger-otlp' | 'loki' | 'prometheus';

/** One request of the fuzzing. */
export interface FuzzRequest {
  target: TargetName;
  method: string;
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
}

/** A command that sends the request again, to the port that `$URL` has. */
export function toCurl({ target, method, path, headers, body }: FuzzRequest): string {
  const options = Object.entries(headers).map(([name, value]) => ` -H '${name}: ${value}'`);
  const url = `"$URL"${quote(path)}`;
  const command = `curl -si -X ${method}${options.join('')} --path-as-is -g ${url}`;
  const whole = body ? `echo ${body.toString('base64')} | base64 -d | ${command} --data-binary @-` : command;
  return `URL=http://127.0.0.1:PORT_OF_${target.toUpperCase().replace('-', '_')}; ${whole}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
