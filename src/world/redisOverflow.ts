interface Sized {
  readonly name: string
  readonly bytes: number
}

/** Slower storage for what a node's memory evicts: so many bytes, of which the least recently evicted leave first. */
export class RedisOverflow<A extends Sized> {
  /** What a read takes longer, ms. */
  readonly delayMs: number
  private readonly limitBytes: number
  /** In the order in which they came. A read moves back to memory, so the first is the least recently used. */
  private readonly held = new Map<string, A>()
  private heldBytes = 0

  constructor({ bytes, delayMs }: { readonly bytes: number; readonly delayMs: number }) {
    this.limitBytes = bytes
    this.delayMs = delayMs
  }

  /** Not while it is held. */
  add(item: A): void {
    this.held.set(item.name, item)
    this.heldBytes += item.bytes
  }

  /** Returns whether it was here. Its size must be what it was when it came. */
  remove(item: A): boolean {
    if (!this.held.delete(item.name)) return false
    this.heldBytes -= item.bytes
    return true
  }

  /** What has to leave for good now, if anything; it is held until it is removed. */
  excess(): A | undefined {
    if (this.heldBytes <= this.limitBytes) return undefined
    return this.held.values().next().value
  }

  clear(): void {
    this.held.clear()
    this.heldBytes = 0
  }
}
