import { formatBytes } from '../../lib/format/bytes.ts';
/** A message of the daemon while it pulls; see "Create an image" of https://docs.docker.com/reference/api/engine/. */
export interface PullMessage {
  status?: string;
  /** Of a layer. */
  id?: string;
  progressDetail?: { current?: number; total?: number };
  error?: string;
}

interface Layer {
  /** Bytes as they are sent; unknown until its download begins. */
  size?: number;
  downloaded: number;
  unpacked: number;
}

/** Unpacking is counted separately because the last layer is often unpacked for seconds after everything is there. */
const downloadShare = 0.8;

/** Adds the layers of one image up: how far its pull is, never going back. */
export class PullProgress {
  readonly #layers = new Map<string, Layer>();
  #fraction = 0;

  add({ status = '', id, progressDetail: { current, total } = {} }: PullMessage): void {
    // The tag itself is reported like a layer, once; layers that exist already take no time.
    if (id === undefined || status.startsWith('Pulling from') || status === 'Already exists') return;
    const layer = this.#layers.get(id) ?? { downloaded: 0, unpacked: 0 };
    this.#layers.set(id, layer);
    if (status === 'Downloading' && current !== undefined) {
      layer.downloaded = current;
      if (total !== undefined && total > 0) layer.size = total;
    }
    if (status === 'Extracting' && current !== undefined && total !== undefined && total > 0) {
      layer.unpacked = current / total;
    }
    if (['Download complete', 'Extracting', 'Pull complete'].includes(status)) layer.downloaded = layer.size ?? 0;
    if (status === 'Pull complete') layer.unpacked = 1;
    this.#fraction = Math.max(this.#fraction, this.#now());
  }

  /** 0 to 1. */
  get fraction(): number {
    return this.#fraction;
  }

  /** `41 MB of 120 MB`; empty while nothing is known. */
  get detail(): string {
    const layers = [...this.#layers.values()];
    const sum = (pick: (layer: Layer) => number): string =>
      formatBytes(layers.reduce((total, layer) => total + pick(layer), 0));
    if (layers.every(({ size }) => size === undefined)) return '';
    return `${sum(({ downloaded }) => downloaded)} of ${sum(({ size = 0 }) => size)}`;
  }

  #now(): number {
    const layers = [...this.#layers.values()];
    const known = layers.flatMap(({ size }) => size ?? []);
    if (known.length === 0) return 0;
    // A layer whose download has not begun is taken to be like the others: without that, progress would leap ahead and
    // stand.
    const typical = known.reduce((sum, size) => sum + size, 0) / known.length;
    const whole = layers.reduce((sum, { size = typical }) => sum + size, 0);
    const done = layers.reduce(
      (sum, { size = 0, downloaded, unpacked }) =>
        sum + downloadShare * downloaded + (1 - downloadShare) * unpacked * size,
      0,
    );
    return Math.min(1, done / whole);
  }
}
