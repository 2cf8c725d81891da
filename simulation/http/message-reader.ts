/** A complete HTTP/1.1 request or response. */
export interface HttpMessage {
  /** The request line or the status line. */
  start: string;
  /** By name in lower case; if a header occurs twice, the last one. */
  headers: ReadonlyMap<string, string>;
  body: Buffer;
}

/** The bytes are not HTTP/1.1, or a head is too long. */
export class HttpFormatError extends Error {
  override readonly name = 'HttpFormatError';
}

const longestHead = 64 * 1024;
const headEnd = Buffer.from('\r\n\r\n');
const lineEnd = Buffer.from('\r\n');
const noBytes = Buffer.alloc(0);

interface Head {
  start: string;
  headers: Map<string, string>;
}

/**
 * Parses the bytes of a connection into messages. A body ends by `content-length`, by `transfer-encoding: chunked` or
 * with the connection.
 */
export class HttpMessageReader {
  /**
   * Unparsed bytes: the first `#filled` bytes of `#space`. Parsed bytes are never overwritten, as bodies refer to them.
   */
  #space: Buffer = noBytes;
  #filled = 0;
  #head: Head | undefined;
  #chunks: Buffer[] = [];

  /** Adds bytes of the connection. */
  push(bytes: Uint8Array): void {
    const needed = this.#filled + bytes.length;
    if (needed > this.#space.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(4096, 2 * needed));
      this.#space.copy(larger, 0, 0, this.#filled);
      this.#space = larger;
    }
    this.#space.set(bytes, this.#filled);
    this.#filled = needed;
  }

  /**
   * The next message, once it is complete. With `bodyless` a response has no body, whatever its headers are.
   *
   * @throws HttpFormatError
   */
  next({ bodyless = false }: { bodyless?: boolean } = {}): HttpMessage | undefined {
    this.#head ??= this.#readHead();
    const head = this.#head;
    if (!head) return undefined;
    const body = bodyless ? noBytes : this.#readBody(head);
    if (!body) return undefined;
    this.#head = undefined;
    return { ...head, body };
  }

  /** The message that ends with the connection. */
  end(): HttpMessage | undefined {
    const head = this.#head;
    if (!head || isFramed(head) || !head.start.startsWith('HTTP/')) return undefined;
    this.#head = undefined;
    const body = this.#takeBytes(this.#filled);
    return { ...head, body };
  }

  #readHead(): Head | undefined {
    const rest = this.#space.subarray(0, this.#filled);
    const end = rest.indexOf(headEnd);
    if (end < 0) {
      if (rest.length > longestHead) throw new HttpFormatError(`no end of head within ${longestHead} bytes`);
      return undefined;
    }
    const [start = '', ...lines] = rest.toString('latin1', 0, end).split('\r\n');
    this.#takeBytes(end + headEnd.length);
    const headers = new Map<string, string>();
    for (const line of lines) {
      const colon = line.indexOf(':');
      if (colon <= 0) throw new HttpFormatError(`"${line.slice(0, 80)}" is no header`);
      headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
    }
    return { start, headers };
  }

  #readBody(head: Head): Buffer | undefined {
    if (head.headers.get('transfer-encoding')?.toLowerCase() === 'chunked') return this.#readChunks();
    const text = head.headers.get('content-length');
    // A request without a length has no body; the body of such a response ends with the connection.
    if (text === undefined) return head.start.startsWith('HTTP/') ? undefined : noBytes;
    const length = Number(text);
    if (!Number.isSafeInteger(length) || length < 0) throw new HttpFormatError(`"${text}" is no content-length`);
    return this.#filled < length ? undefined : this.#takeBytes(length);
  }

  #readChunks(): Buffer | undefined {
    for (;;) {
      const rest = this.#space.subarray(0, this.#filled);
      const end = rest.indexOf(lineEnd);
      if (end < 0) return undefined;
      const text = rest.toString('latin1', 0, end).split(';', 1).join('').trim();
      const size = Number.parseInt(text, 16);
      if (!/^[\da-f]+$/i.test(text)) throw new HttpFormatError(`"${text.slice(0, 80)}" is no size of a chunk`);
      const whole = end + lineEnd.length + size + lineEnd.length;
      if (rest.length < whole) return undefined;
      this.#takeBytes(end + lineEnd.length);
      const chunk = this.#takeBytes(size);
      this.#takeBytes(lineEnd.length);
      if (size > 0) {
        this.#chunks.push(chunk);
        continue;
      }
      const body = this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks);
      this.#chunks = [];
      return body;
    }
  }

  #takeBytes(length: number): Buffer {
    const taken = this.#space.subarray(0, length);
    this.#space = this.#space.subarray(length);
    this.#filled -= length;
    return taken;
  }
}

function isFramed({ headers }: Head): boolean {
  return headers.has('content-length') || headers.has('transfer-encoding');
}
