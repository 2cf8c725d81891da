/** Decodes UTF-8 that arrives in pieces. */
export class StringDecoder {
  readonly #decoder = new TextDecoder();

  write(bytes: Uint8Array): string {
    return this.#decoder.decode(bytes, { stream: true });
  }

  end(): string {
    return this.#decoder.decode();
  }
}
