import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { RuntimeKind } from '../../../stack/runtimes/runtime.ts';
import { killProcesses } from '../../../stack/session/end-processes.ts';
import { isRunning } from '../../../stack/session/process-identity.ts';
import { readRecord, type RecordedProcess, type SessionRecord } from '../../../stack/session/record.ts';
import { removeRunFolder } from '../../../stack/session/run-folder.ts';
import { Cli, type CliOptions, type CliResult } from './cli.ts';

/** For commands that must find no Docker daemon, whatever this machine has. */
export const withoutDocker = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };

/** One user's sandbox: its own state folder, and every process and folder that was ever on its record. */
export class Sandbox {
  readonly stateHome = mkdtempSync(join(tmpdir(), 'sandbox-e2e-'));
  readonly state = join(this.stateHome, 'sandbox');
  readonly #records = new Map<string, SessionRecord>();
  readonly #commands: Cli[] = [];
  readonly #runtime: RuntimeKind;

  /** What it starts runs on this runtime, where the command does not say otherwise: a test must not depend on what the machine has. */
  constructor(runtime: RuntimeKind = 'embedded') {
    this.#runtime = runtime;
    // Also whenever a command prints something: what it says has started is on record then, and seen before the test acts.
    const watching = setInterval(() => void this.record(), 20);
    onTestFinished(() => {
      clearInterval(watching);
      this.#cleanUp();
    });
  }

  /** Starts a command on this sandbox. */
  start(args: readonly string[], env?: CliOptions['env']): Cli {
    const boots = (args[0] === 'up' || args[0] === 'run') && !args.includes('--runtime');
    const all = boots ? [...args, '--runtime', this.#runtime] : args;
    const cli = new Cli(all, { stateHome: this.stateHome, onOutput: () => void this.record(), ...(env && { env }) });
    this.#commands.push(cli);
    return cli;
  }

  /** Runs a command to its end. */
  async run(args: readonly string[], env?: CliOptions['env']): Promise<CliResult> {
    return await this.start(args, env).exited;
  }

  /** What is on record now. */
  record(): SessionRecord | undefined {
    const record = readRecord(this.state);
    if (record) this.#records.set(record.id, record);
    return record;
  }

  /** The record of a sandbox that must be there. */
  mustHaveRecord(): SessionRecord {
    const record = this.record();
    if (!record) throw new Error('There is no sandbox on record.');
    return record;
  }

  async status(): Promise<{ running: boolean; components: { name: string; state: string; detail?: string }[] }> {
    const { stdout } = await this.run(['status', '--json']);
    return JSON.parse(stdout) as Awaited<ReturnType<Sandbox['status']>>;
  }

  /** Everything that was ever started for this sandbox is gone: processes, folders, record, lock. */
  expectNothingLeft(atLeastProcesses = 0): void {
    const processes = this.#processes();
    expect(processes.length, 'processes that were seen').toBeGreaterThanOrEqual(atLeastProcesses);
    expect(processes.filter(isRunning), 'processes that still run').toEqual([]);
    expect(
      this.#commands.flatMap(({ pid }) => processesOfGroup(pid)),
      'processes of its group',
    ).toEqual([]);
    const folders = [...this.#records.values()].map(({ folder }) => folder);
    expect(
      folders.filter((folder) => existsSync(folder)),
      'folders that are left',
    ).toEqual([]);
    const files = existsSync(this.state) ? readdirSync(this.state).filter((name) => name !== 'sandbox.log') : [];
    expect(files, 'files of its state').toEqual([]);
  }

  #processes(): RecordedProcess[] {
    const all = [...this.#records.values()].flatMap(({ processes }) => processes);
    return [...new Map(all.map((one) => [`${one.pid} ${one.start}`, one])).values()];
  }

  /** For tests that fail: the next one must not meet what this one left. */
  #cleanUp(): void {
    for (const cli of this.#commands) cli.kill('SIGKILL');
    for (const { owner } of this.#records.values()) killProcesses([{ ...owner, name: 'gateway' }]);
    killProcesses(this.#processes());
    for (const { folder, id } of this.#records.values()) removeRunFolder(folder, id);
    rmSync(this.stateHome, { recursive: true, force: true });
  }
}

/** The command lines of all processes in a process group that have not ended; empty except on Linux. */
function processesOfGroup(group: number): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (Number(pgrp) !== group || state === 'Z') return [];
        return [`${pid}: ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`];
      } catch {
        return [];
      }
    });
}
