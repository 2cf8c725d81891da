import { ExitCode } from '../../lib/exit-codes.ts';
import type { Context } from '../context.ts';
import type { Check } from '../doctor/check.ts';
import { checkDocker } from '../doctor/docker.ts';
import { checkEngine, checkPostgres } from '../doctor/embedded.ts';
import { checkDisk, checkMemory, checkNode, checkPlatform, checkStateFolder } from '../doctor/machine.ts';
import { checkPython } from '../doctor/python.ts';
import { checkPorts, checkSession } from '../doctor/session.ts';
import type { Colors } from '../terminal.ts';

/** `sandbox doctor`: checks the prerequisites. Exit code 0 if `sandbox up` can work, otherwise 4. */
export async function doctor({ json }: { json: boolean }, { terminal, state }: Context): Promise<ExitCode> {
  const { out, colors } = terminal;
  const machine = [checkNode(), checkPlatform(), await checkMemory(), ...checkDisk(), checkStateFolder(state)];
  const embedded = [await checkEngine(), await checkPostgres()];
  const python = await checkPython();
  const docker = await checkDocker(state);
  const own = [await checkPorts(state), await checkSession(state)];
  const checks: Check[] = [...machine, ...docker, ...embedded, python, ...own];
  // One of the runtimes is enough.
  const hasRuntime = docker.every(({ result }) => result === 'ok') || embedded.every(({ result }) => result !== 'fail');
  const works = hasRuntime && checks.every((check) => check.result !== 'fail' || embedded.includes(check));
  if (json) {
    out(JSON.stringify({ ok: works, checks }, undefined, 2));
  } else {
    for (const check of checks) for (const line of describe(check, colors)) out(line);
    out(
      works
        ? colors.green('`sandbox up` can work here.')
        : colors.red('`sandbox up` cannot work here until the failed checks are fixed.'),
    );
  }
  return works ? ExitCode.ok : ExitCode.bootFailed;
}

function describe({ name, result, found, fix }: Check, colors: Colors): string[] {
  const marks = { ok: colors.green('✓ ok  '), warn: colors.yellow('! warn'), fail: colors.red('✗ fail') };
  return [
    `${marks[result]}  ${name.padEnd(17)} ${found}`,
    ...(fix === undefined ? [] : [`${' '.repeat(26)}${colors.cyan('→')} ${fix}`]),
  ];
}
