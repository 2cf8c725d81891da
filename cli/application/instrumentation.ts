import { accessSync, constants, existsSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../../lib/errors.ts';
import { builtEntry } from '../../lib/paths.ts';

/** A command and the variables that it is run with. */
export interface Launch {
  command: readonly string[];
  env: Record<string, string>;
}

const nodePrograms = ['node', 'npm', 'npx', 'pnpm', 'yarn', 'tsx', 'ts-node', 'next', 'nest'];
const pythonPrograms = /^(?:python[\d.]*|flask|uvicorn|gunicorn|django-admin|celery|fastapi)$/;

/**
 * Adds zero-code instrumentation to a command: a module that Node loads first, or Python's `opentelemetry-instrument`.
 * @throws UserError where neither is possible
 */
export function instrument(command: readonly string[], env: NodeJS.ProcessEnv): Launch {
  const program = basename(command[0] ?? '').replace(/\.(?:exe|cmd)$/, '');
  if (nodePrograms.includes(program)) return instrumentNode(command, env);
  if (pythonPrograms.test(program)) return instrumentPython(command, env);
  throw new UserError(`--instrument does not know how to instrument ${program}.`, {
    code: 'cannot-instrument',
    details: [`It knows Node.js (${nodePrograms.join(', ')}) and Python (python, flask, uvicorn, gunicorn, ...).`],
    hint: 'Omit --instrument if the application has the OpenTelemetry SDK, or start it with one of these programs.',
  });
}

/** NODE_OPTIONS reaches the application through `npm start` as well. */
function instrumentNode(command: readonly string[], { NODE_OPTIONS: given = '' }: NodeJS.ProcessEnv): Launch {
  const preload = builtEntry('cli/application/node-preload');
  const option = `--import=${pathToFileURL(preload).href}`;
  return { command, env: { NODE_OPTIONS: given === '' ? option : `${given} ${option}` } };
}

function instrumentPython(command: readonly string[], env: NodeJS.ProcessEnv): Launch {
  const agent = findProgram('opentelemetry-instrument', command, env);
  if (agent !== undefined) return { command: [agent, ...command], env: {} };
  throw new UserError('opentelemetry-instrument was not found, which instruments Python without code.', {
    code: 'cannot-instrument',
    hint:
      'Install it in the environment of the application: pip install opentelemetry-distro opentelemetry-exporter-otlp ' +
      '&& opentelemetry-bootstrap -a install',
  });
}

/** Next to the program itself, as in a virtual environment, or in PATH. */
function findProgram(
  name: string,
  [program = '']: readonly string[],
  { PATH = '' }: NodeJS.ProcessEnv,
): string | undefined {
  const own = program.includes('/') ? [join(program, '..')] : [];
  return [...own, ...PATH.split(delimiter)].map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return existsSync(file);
  } catch {
    return false;
  }
}
