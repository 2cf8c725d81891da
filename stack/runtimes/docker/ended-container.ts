import type Dockerode from 'dockerode';
import { lastLines } from './container-log.ts';

/** Why a container runs no longer, in a sentence that begins with what happened to it, and its own last words. */
export async function howItEnded(container: Dockerode.Container): Promise<string> {
  const info = await container.inspect().catch(() => undefined);
  if (info === undefined) return 'its container was removed';
  const { OOMKilled, ExitCode: code, Error: reason } = info.State;
  if (OOMKilled) return `its container used more memory than its limit of ${limitOf(info)} and was ended`;
  if (reason) return `its container could not be run: ${reason}`;
  const words = code === 0 ? undefined : ownWords(await lastLines(container, 40));
  const how = code === 137 ? 'was killed (exit code 137)' : `ended with exit code ${code}`;
  return `its container ${how}${words === undefined ? '' : `: ${words}`}`;
}

const limitOf = ({ HostConfig }: Dockerode.ContainerInspectInfo): string =>
  `${Math.round((HostConfig.Memory ?? 0) / 2 ** 20)} MiB`;

const complaint =
  /^Error:|\blevel=(?:error|fatal)\b|"level":"(?:error|fatal|panic)"|^panic:|\bFATAL\b|could not start/i;
/** A component may explain itself at length; the rest is in its log. */
const longest = 600;

/** What a program said of its failure: from the last line that looks like a complaint on, else its last line. */
export function ownWords(lines: readonly string[]): string | undefined {
  const from = lines.findLastIndex((line) => complaint.test(line));
  const said = (from === -1 ? lines.slice(-1) : lines.slice(from)).join('\n').trim();
  return said === '' ? undefined : said.length > longest ? `${said.slice(0, longest)}…` : said;
}
