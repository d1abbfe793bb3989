import type { Answer } from '#cache/answer.ts'
import type { CacheServing } from '#cache/cacheService.ts'
import type { Program } from '#kernel/program.ts'
import type { Mark } from './exchange.ts'
import type { Trace } from './trace.ts'

export const SERVICE = 'service'

/** An answer as a reader would say it. */
export interface Told {
  readonly says: string
  readonly mark?: Mark
}

export const MARK_OF: Readonly<Record<Answer['source'], Mark>> = {
  cdn: 'hit',
  l1: 'hit',
  l2: 'hit',
  flight: 'waiting',
  load: 'miss',
}

/** The cache as a service, and what passes between it and the instance at `lane`, `oneWayMs` away. */
export function tracedService(
  trace: Trace,
  oneWayMs: number,
  lane: string,
  service: CacheServing,
): CacheServing {
  function* ask<A>(says: string, run: () => Program<A>, told: (answer: A) => Told): Program<A> {
    const asked = trace.send(lane, SERVICE, says)
    yield oneWayMs
    trace.arrives(asked)
    try {
      const answer = yield* run()
      const { says: answered, mark } = told(answer)
      const reply = trace.send(SERVICE, lane, answered, { answers: asked, mark: mark ?? null })
      yield oneWayMs
      trace.arrives(reply)
      return answer
    } catch (error) {
      const reply = trace.send(SERVICE, lane, 'error', { answers: asked, mark: 'failed' })
      yield oneWayMs
      trace.arrives(reply)
      throw error
    }
  }
  return {
    evict: key => service.evict(key),
    owedWrite: (key, call) => service.owedWrite(key, call),
    read: (key, call) =>
      ask(
        `read ${key.name}`,
        () => service.read(key, call),
        ({ entry, source }) => ({ says: String(entry.value), mark: MARK_OF[source] }),
      ),
    write: (key, value, call) =>
      ask(
        `write ${value}`,
        () => service.write(key, value, call),
        () => ({ says: 'saved' }),
      ),
  }
}
