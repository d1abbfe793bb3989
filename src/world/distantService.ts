import type { Answer } from '#cache/answer.ts'
import type { CacheServing } from '#cache/cacheService.ts'
import type { Value } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import { CacheFailed, type Call } from '#cache/ports.ts'
import type { Program } from '#kernel/program.ts'
import type { Crossing } from './crossing.ts'

/** Home's cache as a service, as instances of another region see it. While the link is cut it does not answer them. */
export class DistantService implements CacheServing {
  private readonly service: CacheServing
  private readonly crossing: Crossing

  constructor(service: CacheServing, crossing: Crossing) {
    this.service = service
    this.crossing = crossing
  }

  read(key: Key, call: Call): Program<Answer> {
    return this.crossing.ask(() => this.service.read(key, call), cutOff)
  }

  owedWrite(key: Key, call: Call): Program<Answer | null> {
    return this.crossing.ask(() => this.service.owedWrite(key, call), cutOff)
  }

  write(key: Key, value: Value, call: Call): Program<number> {
    return this.crossing.ask(() => this.service.write(key, value, call), cutOff)
  }

  /** It hears of it one way later, or never. */
  evict(key: Key): void {
    this.crossing.send(() => this.service.evict(key))
  }
}

function cutOff(): CacheFailed {
  return new CacheFailed('the region is cut off from the cache')
}
