import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type JsonReport, Tally } from './test-repeat/tally.ts';

// npm run test:repeat -- N [VITEST ARGS]: runs tests N times, goes on after failures, and reports at the end every test that
// did not pass each time. For example: npm run test:repeat -- 5 --project integration test/integration/services

const [times = '', ...args] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(times)) {
  print('Usage: npm run test:repeat -- N [VITEST ARGS], such as: npm run test:repeat -- 5 --project integration');
  process.exit(2);
}

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-repeat-'));
const tally = new Tally(root);
let runs = 0;
const interrupt = new AbortController();
// Ctrl-C reaches vitest too, which ends its run; what there is by then is still reported.
process.once('SIGINT', () => interrupt.abort());

while (runs < Number(times)) {
  print(`\nrun ${runs + 1} of ${times}`);
  const file = join(folder, `${runs}.json`);
  const exitCode = await runVitest(file);
  if (interrupt.signal.aborted) break;
  runs += 1;
  tally.add(readReport(file), exitCode);
}
rmSync(folder, { recursive: true });

const unstable = tally.unstable();
print(`\n${describe(unstable, runs)}`);
process.exitCode = unstable.length > 0 || interrupt.signal.aborted ? 1 : 0;

async function runVitest(file: string): Promise<number | null> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], { cwd: root, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

function readReport(file: string): JsonReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JsonReport;
  } catch {
    return undefined;
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
