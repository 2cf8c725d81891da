import type { ComponentEvent } from '../../stack/runtimes/runtime.ts';
import type { ServiceName } from '../../stack/services/index.ts';

export interface PrepareOptions {
  services: readonly ServiceName[];
  signal: AbortSignal;
  /** Progress of a download or a build. */
  onComponent: (event: ComponentEvent) => void;
  onReady: (what: string) => void;
  /** Called with what this machine cannot have, and why. */
  onSkipped: (what: string) => void;
}
