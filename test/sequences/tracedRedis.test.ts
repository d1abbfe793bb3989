import { expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { unseen } from '#cache/ports.ts'
import { Kernel } from '#kernel/kernel.ts'
import { Trace } from '#sequences/trace.ts'
import { TracedRedis } from '#sequences/tracedRedis.ts'

it('a holder that comes back after its lease does not end the lease of the next one', () => {
  const kernel = new Kernel()
  const trace = new Trace(kernel)
  const redis = new TracedRedis({ scheduler: kernel, trace, oneWayMs: 0.5, isSuperseded: () => false })
  const key = makeKey('product', 'product:7')
  kernel.start(
    (function* () {
      yield* redis.from('late').takeLease(key, 'late', 100, unseen(1))
      yield 200
      yield* redis.from('next').takeLease(key, 'next', 100, unseen(2))
      yield* redis.from('late').releaseLease(key, 'late', unseen(3))
    })(),
    'holders',
  )
  kernel.run(400)
  const leases = trace.done(() => null).copies.filter(({ kind }) => kind === 'lease')
  expect(leases.map(({ fromMs, toMs }) => toMs - fromMs)).toEqual([100, 100])
})
