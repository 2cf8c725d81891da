import type { ExitCode } from '../../lib/exit-codes.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import type { Colors } from '../terminal.ts';

/** Presents a run. It uses only the events, and ignores types that it does not know. */
export interface Reporter {
  onEvent: (event: RunEvent) => void;
  /**
   * Called before the events of a check with the user's files whose text may be shown. Texts are no part of events,
   * which other programs read, too.
   */
  onFiles?: (files: readonly string[]) => void;
  /** Called if the command itself failed, such as a failed boot or an interrupt. */
  onError?: (error: unknown) => void;
  /** Called once, last, also after an abort. */
  onEnd?: (exitCode: ExitCode) => void | Promise<void>;
}

/** Where a reporter writes, and the environment it runs in. */
export interface ReporterOutput {
  out: (line: string) => void;
  colors: Colors;
  env: NodeJS.ProcessEnv;
}

/** A reporter that can be selected with `--reporter NAME`. */
export interface ReporterDefinition {
  name: string;
  /** Whether `--reporter auto` selects it in this environment, instead of the first one of the list. */
  isDefaultIn?: (env: NodeJS.ProcessEnv) => boolean;
  open: (output: ReporterOutput) => Reporter;
}

/** A reporter that writes a file, selected with `--NAME FILE` in addition to `--reporter`. */
export interface FileReporterDefinition {
  name: string;
  /** The help text of its option. */
  summary: string;
  /** @throws UserError if the file cannot be written. */
  open: (file: string) => Reporter;
}
