import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** An editor saves in several steps. */
const settleMs = 100;

/** The state of files: it differs after each save of one, and where one appears or disappears. */
export function fingerprint(files: readonly string[]): string {
  const states = [...new Set(files)].sort().map((file) => {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat ? `${file} ${stat.ino} ${stat.size} ${stat.mtimeMs}` : `${file} missing`;
  });
  return states.join('\n');
}

/**
 * Watches the folders of files, because editors replace a file instead of writing into it. Calls `onEvent` soon after
 * anything happened in one of them.
 */
export class FolderWatch {
  readonly #onEvent: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | undefined;

  constructor(onEvent: () => void) {
    this.#onEvent = onEvent;
  }

  /** Watches the folders of these files and no others. Folders that do not exist are left out. */
  set(files: readonly string[]): void {
    const wanted = new Set(files.map((file) => dirname(resolve(file))));
    for (const [folder, watcher] of this.#watchers) {
      if (wanted.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of wanted) {
      if (this.#watchers.has(folder) || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) continue;
      const watcher = watch(folder, () => this.#soon());
      // A folder that is removed: its files are missing from then on.
      watcher.on('error', () => this.#soon());
      this.#watchers.set(folder, watcher);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onEvent, settleMs);
  }
}
