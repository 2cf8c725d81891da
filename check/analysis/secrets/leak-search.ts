import type { OtlpSignal } from '../../../lib/otlp/signal.ts';
import { exportShapes } from '../../../lib/otlp/scanner/export-shapes.ts';
import { walkExport } from '../../../lib/otlp/scanner/walk-export.ts';
import type { Leak } from '../../run/observations.ts';
import { type SecretPattern, excerptOf } from './secret-pattern.ts';

/** Searches everything that exporters send for secrets, in every text except the names of attributes. */
export class LeakSearch {
  readonly #patterns: readonly SecretPattern[];
  /** The bytes of the secrets, if all are known literally: an export without any of them need not be decoded. */
  readonly #literals: readonly Buffer[] | undefined;
  readonly #found = new Map<string, Leak>();

  constructor(patterns: readonly SecretPattern[]) {
    this.#patterns = patterns;
    const literals = patterns.map(({ literal }) => literal);
    if (!literals.includes(undefined)) this.#literals = literals.map((literal) => Buffer.from(literal ?? ''));
  }

  /** In the order in which they were found. */
  get leaks(): Leak[] {
    return [...this.#found.values()];
  }

  /**
   * Searches an `Export*ServiceRequest` in protobuf that an exporter sent.
   *
   * @throws RangeError if it is not one
   */
  search(exporter: string, signal: OtlpSignal, body: Buffer): void {
    if (this.#literals?.some((literal) => body.includes(literal)) === false) return;
    walkExport(exportShapes[signal], body, {
      text: (place, attribute, text) => {
        this.searchText(exporter, signal, place, attribute, text);
      },
    });
  }

  /** Searches one text. `attribute` is empty for text outside attributes. */
  searchText(exporter: string, signal: OtlpSignal, place: string, attribute: string, text: string): void {
    for (const secret of this.#patterns) {
      const [match] = secret.pattern.exec(text) ?? [];
      if (match !== undefined && match !== '') this.#add(secret, exporter, signal, place, attribute, text);
    }
  }

  #add(
    secret: SecretPattern,
    exporter: string,
    signal: OtlpSignal,
    place: string,
    attribute: string,
    text: string,
  ): void {
    const where = attribute === '' ? place : `${place} ${attribute}`;
    const key = JSON.stringify([secret.name, exporter, where]);
    const known = this.#found.get(key);
    if (known) {
      known.count += 1;
      return;
    }
    const example = excerptOf(text, secret, this.#patterns);
    this.#found.set(key, { pattern: secret.name, exporter, signal, place: where, count: 1, example });
  }
}
