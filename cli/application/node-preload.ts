/**
 * Loaded by Node before the user's application, which is unaware of it. Uses the instrumentation packages of the
 * application's own project where it has them, otherwise those that come with the sandbox.
 */
import { createRequire, register } from 'node:module';
import { basename, join } from 'node:path';

const agent = '@opentelemetry/auto-instrumentations-node/register';
/** They start the application in a process of its own, which loads this as well. */
const launchers = ['npm-cli.js', 'npx-cli.js', 'npm', 'npx', 'yarn', 'yarn.js', 'pnpm', 'pnpm.cjs', 'corepack'];

if (!launchers.includes(basename(process.argv[1] ?? ''))) {
  // The application may consist of ES modules: their imports are seen by a hook only.
  const project = createRequire(join(process.cwd(), 'package.json'));
  const own = createRequire(import.meta.url);
  const require = resolves(project, agent) ? project : own;
  register('@opentelemetry/instrumentation/hook.mjs', `file://${require.resolve('@opentelemetry/instrumentation')}`);
  if (require === project) project(agent);
  else (await import('./node-instrumentation.ts')).startInstrumentation();
}

function resolves(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name);
    require.resolve('@opentelemetry/instrumentation');
    return true;
  } catch {
    return false;
  }
}
