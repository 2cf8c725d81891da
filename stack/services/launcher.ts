/**
 * How the embedded runtime starts a service. Docker starts it as docker-compose.yml describes. Each kind has its
 * implementation in stack/runtimes/embedded/launchers/ or stack/runtimes/embedded/shop-parts.ts.
 */
export type Launcher =
  /** A Node process that reports over its IPC channel when it is ready. It supports every component fault. */
  | {
      readonly kind: 'node';
      /** Its entry point without an extension, relative to the package: `services/order/main`. */
      readonly main: `services/${string}`;
    }
  /**
   * Any other program. It is ready once its health path answers with 2xx. It cannot be disconnected, because that needs
   * code inside of the process; `disconnect` is rejected with `fault-unavailable`.
   */
  | {
      readonly kind: 'command';
      /** Program and arguments, run in the package's folder: `['python3', 'services/stock/main.py']`. */
      readonly command: readonly [string, ...string[]];
    }
  /**
   * A Python package in `services/NAME`, which is run with the machine's own Python, in an environment with the packages
   * of its `requirements.txt`. Otherwise as `command`.
   */
  | {
      readonly kind: 'python';
      /** As in `python -m inventory`. */
      readonly module: string;
    }
  /** A service in Go, compiled to WebAssembly: a role of the program `engine/shop`. It supports every component fault. */
  | { readonly kind: 'wasm'; readonly role: 'shipping' | 'legacy' };
