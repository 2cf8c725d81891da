import type Dockerode from 'dockerode';
import { isCrash } from '../parts/crash.ts';
import { lastLines } from './container-log.ts';

export interface ContainerExit {
  /** How a container ended and why, with its own log message where it failed. */
  reason: string;
  crashed: boolean;
}

export async function describeExit(container: Dockerode.Container): Promise<ContainerExit> {
  const info = await container.inspect().catch(() => undefined);
  if (info === undefined) return { reason: 'its container was removed', crashed: false };
  const { OOMKilled, ExitCode: code, Error: error } = info.State;
  if (OOMKilled) {
    const reason = `its container used more memory than its limit of ${limitOf(info)} and was ended`;
    return { reason, crashed: true };
  }
  if (error) return { reason: `its container could not be run: ${error}`, crashed: false };
  const message = code === 0 ? undefined : ownLogMessage(await lastLines(container, 40));
  const how = code === 137 ? 'was killed (exit code 137)' : `ended with exit code ${code}`;
  return { reason: `its container ${how}${message === undefined ? '' : `: ${message}`}`, crashed: isCrash(code) };
}

const limitOf = ({ HostConfig }: Dockerode.ContainerInspectInfo): string =>
  `${Math.round((HostConfig.Memory ?? 0) / 2 ** 20)} MiB`;

const errorLine =
  /^Error:|\blevel=(?:error|fatal)\b|"level":"(?:error|fatal|panic)"|^panic:|\bFATAL\b|could not start/i;
/** The rest of a longer message is in the component's log. */
const maxLength = 600;

/** A program's own log message about its failure: from its last error line on, else its last line. */
export function ownLogMessage(lines: readonly string[]): string | undefined {
  // What follows is a native stack trace.
  const fatal = lines.find((line) => line.startsWith('FATAL ERROR: '));
  if (fatal !== undefined) return fatal;
  const from = lines.findLastIndex((line) => errorLine.test(line));
  const message = (from === -1 ? lines.slice(-1) : lines.slice(from)).join('\n').trim();
  return message === '' ? undefined : message.length > maxLength ? `${message.slice(0, maxLength)}…` : message;
}
