import { Redis } from 'ioredis'
import { afterAll, beforeAll } from 'vitest'
import { MockNodes } from '#wire/mockNodes.ts'
import { RedisStore } from '#wire/redisStore.ts'
import { RedisNode } from '#world/redisNode.ts'
import { hasRedis, startRedis } from './redisServer.ts'
import { storeNodeContract } from './storeNode.contract.ts'

storeNodeContract('the model', async () => ({ node: new RedisNode(), close: async () => {} }), {
  isTimed: true,
})

storeNodeContract(
  'ioredis-mock',
  async clock => {
    const nodes = new MockNodes()
    return { node: nodes.nodeFor(0, clock), close: () => nodes.close() }
  },
  { isTimed: true },
)

// A real Redis takes part where one can be started. Each test empties it.
if (hasRedis) {
  let server: Awaited<ReturnType<typeof startRedis>>
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())
  storeNodeContract(
    'Redis',
    async () => {
      const redis = new Redis(server.socket)
      let stamps = 0
      const close = async () => {
        await redis.flushdb()
        redis.disconnect()
      }
      return { node: new RedisStore(redis, () => `s${++stamps}`), close }
    },
    { isTimed: false },
  )
}
