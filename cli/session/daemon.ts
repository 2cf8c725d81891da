import { toSentError } from '../../lib/sent-error.ts';
import { rmSync } from 'node:fs';
import { ExitCode } from '../../lib/exit-codes.ts';
import { stateFolder } from '../../lib/paths.ts';
import { Interrupted } from '../../stack/session/session-error.ts';
import { Lifetime } from '../lifetime.ts';
import { reportError } from '../report-error.ts';
import { openTerminal } from '../terminal.ts';
import type { DaemonMessage, DaemonOptions } from './daemon-protocol.ts';
import { daemonLogFile } from './daemon-log.ts';
import { progressLines } from './progress.ts';
import { serveSandbox } from './serve-sandbox.ts';

/*
 * The process of `sandbox up --detach`. Its stdout and stderr are the log. It sends messages over the IPC channel to the
 * command that started it until that disconnects or is killed, and continues to run without it.
 */
process.exit(await main(JSON.parse(process.argv[2] ?? '{}') as DaemonOptions));

async function main(options: DaemonOptions): Promise<ExitCode> {
  const terminal = openTerminal();
  const timed = { ...terminal, out: stamp(terminal.out), err: stamp(terminal.err) };
  const lifetime = new Lifetime(timed);
  const state = stateFolder();
  const line = progressLines(terminal.colors);
  try {
    await serveSandbox(
      options,
      { lifetime, state },
      {
        onNotice(text) {
          timed.err(text);
          void send({ type: 'notice', text });
        },
        onComponent(event) {
          const text = line(event);
          if (text !== undefined) timed.out(text.trim());
          void send({ type: 'component', event });
        },
        onReady({ session }) {
          timed.out('ready');
          void send({ type: 'ready', record: session.record });
        },
        onStopped: () => timed.out('stopped'),
      },
    );
    // The log is only needed after a failure.
    rmSync(daemonLogFile(state), { force: true });
    return lifetime.exitCode(ExitCode.ok);
  } catch (error) {
    if (!(error instanceof Interrupted)) await send({ type: 'failed', error: toSentError(error) });
    return lifetime.exitCode(reportError(error, timed));
  }
}

function send(message: DaemonMessage): Promise<void> {
  return new Promise((sent) => {
    // The sandbox continues to run without a reader.
    if (process.connected && process.send) process.send(message, undefined, undefined, () => sent());
    else sent();
  });
}

function stamp(write: (line: string) => void): (line: string) => void {
  return (line) => write(`${new Date().toISOString()} ${line}`);
}
