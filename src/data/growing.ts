/** Bytes that come one by one, never more than a limit: the limit is asked for before room is made. */
export class Growing {
  #bytes: Uint8Array = new Uint8Array(1 << 10);
  length = 0;
  readonly #limitAt: (head: Uint8Array) => number;
  #limit = 0;

  /** @param limitAt the most bytes there may be, given those that there are; throws where they are too many */
  constructor(limitAt: (present: Uint8Array) => number) {
    this.#limitAt = limitAt;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  /** @throws what `limitAt` throws */
  #reserve(more: number): void {
    const wanted = this.length + more;
    if (wanted > this.#limit) this.#limit = this.#limitAt(this.bytes);
    if (wanted > this.#limit) throw new LimitReached(this.#limit);
    if (wanted <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(wanted, Math.min(2 * this.#bytes.length, this.#limit)));
    grown.set(this.bytes);
    this.#bytes = grown;
  }

  push(byte: number): void {
    if (this.length >= this.#bytes.length || this.length >= this.#limit) this.#reserve(1);
    this.#bytes[this.length++] = byte;
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Appends `length` bytes that stand `distance` before the end; they may overlap those that come. */
  repeat(distance: number, length: number): void {
    this.#reserve(length);
    const bytes = this.#bytes;
    const end = this.length + length;
    for (let at = this.length; at < end; at++) bytes[at] = bytes[at - distance]!;
    this.length = end;
  }
}

/** More bytes came than the limit lets through. */
export class LimitReached extends Error {
  readonly limit: number;

  constructor(limit: number) {
    super(`more than ${limit} bytes`);
    this.limit = limit;
  }
}
