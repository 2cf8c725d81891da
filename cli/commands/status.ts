import { ExitCode } from '../../lib/exit-codes.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { formatBytes } from '../../lib/format/bytes.ts';
import { plural } from '../../lib/format/number.ts';
import { controlClient } from '../../stack/session/control-client.ts';
import { reasonOf } from '../../stack/session/control-errors.ts';
import type { SessionStatus } from '../../stack/session/control-protocol.ts';
import type { RuntimeKind } from '../../stack/runtimes/runtime.ts';
import { findLeftovers, runningRecord } from '../../stack/session/leftovers.ts';
import type { Context } from '../context.ts';
import { workbenchLine, workbenchUrlOf } from '../session/url-table.ts';
import type { Colors } from '../terminal.ts';

/** `sandbox status`: prints the state of the running sandbox. Succeeds if none is running, too; 4 if it does not respond. */
export async function status({ json }: { json: boolean }, { terminal, state }: Context): Promise<ExitCode> {
  const { out, colors } = terminal;
  const record = runningRecord(state);
  if (!record) {
    const leftovers = findLeftovers(state);
    const left = leftovers && {
      since: leftovers.record.since,
      processes: leftovers.processes,
      folder: leftovers.folder,
      runtime: leftovers.record.runtime,
    };
    if (json) out(JSON.stringify({ running: false, ...(left && { leftovers: left }) }, undefined, 2));
    else
      out(
        left
          ? `No sandbox is running. A killed one left ${count(left)}. Clean up with \`sandbox down\` or \`sandbox up\`.`
          : 'No sandbox is running. Start one with `sandbox up`.',
      );
    return ExitCode.ok;
  }
  let answer: SessionStatus;
  try {
    answer = await controlClient(record).status();
  } catch (error) {
    if (json)
      out(JSON.stringify({ running: true, state: 'unresponsive', reason: reasonOf(error), record }, undefined, 2));
    else
      out(
        `A sandbox is running (pid ${record.owner.pid}, since ${record.since}), but does not respond: ${reasonOf(error)}. End it with \`sandbox down\`.`,
      );
    return ExitCode.bootFailed;
  }
  if (json) out(JSON.stringify({ running: true, ...answer }, undefined, 2));
  else for (const line of describe(answer, colors)) out(line);
  return ExitCode.ok;
}

interface Left {
  processes: unknown[];
  folder: string | undefined;
  runtime: RuntimeKind;
}

const count = ({ processes, folder, runtime }: Left): string =>
  [
    plural(processes.length, 'process', 'processes'),
    ...(runtime === 'docker' ? ['its containers'] : []),
    ...(folder === undefined ? [] : [folder]),
  ].join(' and ');

function describe(
  { state, record, components, memoryBytes, traffic, usedBy }: SessionStatus,
  colors: Colors,
): string[] {
  const { owner, since, runtime, pace, seed, headSampling } = record;
  const rows = components.map(({ name, state, memoryBytes, url, detail, restarts }) => {
    const again = restarts ? [`restarted ${plural(restarts.count, 'time')}: ${restarts.reason}`] : [];
    const about = state === 'failed' ? (detail ?? '') : [url ?? '', ...again].join('  ');
    const cells = [name.padEnd(15), state.padEnd(9), memory(memoryBytes).padStart(8), ` ${about}`].join(' ').trimEnd();
    return state === 'failed' ? colors.red(cells) : cells;
  });
  const workbench = workbenchUrlOf(record);
  const rate = traffic.rate === 0 ? 'no traffic' : `${traffic.rate} requests/s${traffic.paused ? ', paused' : ''}`;
  const services = record.services.length === 0 ? 'no demo services' : `services ${record.services.join(', ')}`;
  return [
    `${state}, started at ${since} (pid ${owner.pid}), runtime ${runtime}, pace ${pace}, seed ${seed}, ${rate}`,
    services,
    ...(workbench === undefined ? [] : [workbenchLine(workbench, colors)]),
    ...(headSampling === undefined ? [] : [`head sampling: ${formatPercent(headSampling)} of the traces`]),
    ...(usedBy === undefined ? [] : [`in use by ${usedBy}`]),
    colors.dim(['component'.padEnd(15), 'state'.padEnd(9), 'memory'.padStart(8), ' url'].join(' ')),
    ...rows,
    // More than the sum of the rows: it includes the sandbox's own process with the engine's threads and the stores.
    ...(memoryBytes === undefined ? [] : [colors.dim(`${'total'.padEnd(25)} ${memory(memoryBytes).padStart(8)}`)]),
  ];
}

const memory = (bytes: number | undefined): string => (bytes === undefined ? '' : formatBytes(bytes));
