import type { CacheServing } from '#cache/cacheService.ts'
import type { Entry, Value } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import type { Bus, Call, Copy, Lookup, Origin, Row, Store } from '#cache/ports.ts'
import type { CacheWatcher } from '#cache/watcher.ts'
import { Latch } from '#kernel/latch.ts'
import type { Program } from '#kernel/program.ts'

/**
 * What connects one life of an instance with the world. When it is severed, the process is gone: whatever its programs
 * call, or wait for, never comes back to them, so that nothing of it has any further effect. What was sent before still
 * arrives: commands on the network are carried out, and a query keeps its connection to its end.
 */
export class Lifeline {
  private isSevered = false

  sever(): void {
    this.isSevered = true
  }

  store(store: Store): Store {
    return {
      shards: store.shards,
      lookUp: (key: Key, wantsToken: boolean, call: Call, from?: Copy): Program<Lookup> =>
        this.through(() => store.lookUp(key, wantsToken, call, from)),
      fill: (key: Key, entry: Entry, seen: string | null, call: Call, lease?: string | null) =>
        this.through(() => store.fill(key, entry, seen, call, lease)),
      delete: (key: Key, call: Call) => this.through(() => store.delete(key, call)),
      takeLease: (key: Key, holder: string, leaseMs: number, call: Call) =>
        this.through(() => store.takeLease(key, holder, leaseMs, call)),
      renewLease: (key: Key, holder: string, leaseMs: number, call: Call) =>
        this.through(() => store.renewLease(key, holder, leaseMs, call)),
      releaseLease: (key: Key, holder: string, call: Call) =>
        this.through(() => store.releaseLease(key, holder, call)),
    }
  }

  origin(origin: Origin): Origin {
    return {
      load: (key: Key, call: Call, from?: Copy): Program<Row> =>
        this.through(() => origin.load(key, call, from)),
      version: (key: Key, call: Call, from?: Copy) => this.through(() => origin.version(key, call, from)),
      commit: (key: Key, value: Value, call: Call) => this.through(() => origin.commit(key, value, call)),
    }
  }

  /** The cache as a service lives on; its answers to a process that is gone reach nobody. */
  service(service: CacheServing): CacheServing {
    return {
      read: (key: Key, call: Call) => this.through(() => service.read(key, call)),
      owedWrite: (key: Key, call: Call) => this.through(() => service.owedWrite(key, call)),
      write: (key: Key, value: Value, call: Call) => this.through(() => service.write(key, value, call)),
      evict: this.whileAlive((key: Key) => service.evict(key)),
    }
  }

  bus(bus: Bus): Bus {
    return {
      publish: this.whileAlive((key, sender, call) => bus.publish(key, sender, call)),
      publishGroup: this.whileAlive((group, atMs, sender, call) =>
        bus.publishGroup(group, atMs, sender, call),
      ),
    }
  }

  /** Hears of a process only as long as it lives. */
  watcher(watcher: CacheWatcher): CacheWatcher {
    return {
      kept: this.whileAlive(watcher.kept),
      dropped: this.whileAlive(watcher.dropped),
      lookedUp: this.whileAlive(watcher.lookedUp),
      acted: this.whileAlive(watcher.acted),
      invalidated: this.whileAlive(watcher.invalidated),
      sampled: this.whileAlive(watcher.sampled),
      writeLost: this.whileAlive(watcher.writeLost),
      writeFlushed: this.whileAlive(watcher.writeFlushed),
      noted: this.whileAlive(watcher.noted),
    }
  }

  /** The same, until the process is gone; then nothing. */
  whileAlive<Args extends unknown[]>(act: (...args: Args) => void): (...args: Args) => void {
    return (...args) => {
      if (!this.isSevered) act(...args)
    }
  }

  private *through<A>(call: () => Program<A>): Program<A> {
    if (this.isSevered) yield* never()
    let answer: A
    try {
      answer = yield* call()
    } catch (error) {
      if (this.isSevered) yield* never()
      throw error
    }
    if (this.isSevered) yield* never()
    return answer
  }
}

/** Nobody opens it: the program that waits here is no more. */
function* never(): Program<void> {
  yield new Latch()
}
