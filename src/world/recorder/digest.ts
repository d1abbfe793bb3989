import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

const NUMBERS = 1024

/** SHA-256 over a sequence of numbers, each as its 64 bits, little-endian. Memory does not grow with the sequence. */
export class Digest {
  private readonly hash = sha256.create()
  private readonly numbers = new Float64Array(NUMBERS)
  private readonly bytes = new Uint8Array(this.numbers.buffer)
  private used = 0

  /** Adds a record. What kind it is must be in its first number, so that no two sequences of records look alike. */
  pair(a: number, b: number): void {
    if (this.used + 2 > NUMBERS) this.flush()
    this.numbers[this.used++] = a
    this.numbers[this.used++] = b
  }

  /** As `pair`, for three. */
  triple(a: number, b: number, c: number): void {
    if (this.used + 3 > NUMBERS) this.flush()
    this.numbers[this.used++] = a
    this.numbers[this.used++] = b
    this.numbers[this.used++] = c
  }

  /** The digest so far, as 64 hexadecimal digits. Nothing can be added afterwards. */
  hex(): string {
    this.flush()
    return bytesToHex(this.hash.digest())
  }

  private flush(): void {
    this.hash.update(this.bytes.subarray(0, this.used * 8))
    this.used = 0
  }
}
