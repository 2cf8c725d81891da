import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { packageRoot } from '../lib/paths.ts';

// Writes check/inputs/collector/http-settings.ts: the settings of OTLP over HTTP, read from the types of the Collector in
// engine/go.mod. Built for js/wasm like the engine, whose stubs replace modules. Usage: npm run generate:settings

const engine = join(packageRoot, 'engine');
const env = { ...process.env, GOOS: 'js', GOARCH: 'wasm' };
const folder = await mkdtemp(join(tmpdir(), 'sandbox-settings-'));
try {
  const program = join(folder, 'settings.wasm');
  const source = join('..', 'scripts', 'http-settings', 'main.go');
  execFileSync('go', ['build', '-o', program, source], { cwd: engine, env, stdio: 'inherit' });
  const root = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  const json = execFileSync(join(root, 'lib', 'wasm', 'go_js_wasm_exec'), [program], { encoding: 'utf8' });

  const file = join(packageRoot, 'check', 'inputs', 'collector', 'http-settings.ts');
  const text = `// Generated from the types of the Collector by \`npm run generate:settings\`. Do not edit.

/** Settings by name: of a mapping in which unknown ones are ignored those in it, null for any other value. */
export interface Settings {
  readonly [name: string]: Settings | null;
}

/** The settings of an \`otlp_http\` exporter, and those below \`protocols.http\` of an \`otlp\` receiver. */
export const httpSettings: { readonly exporter: Settings; readonly receiver: Settings } = ${json};
`;
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
