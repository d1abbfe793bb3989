import { Redis } from 'ioredis'
import { MockNodes } from '#wire/mockNodes.ts'
import { RedisStore } from '#wire/redisStore.ts'
import { RedisNode } from '#world/redisNode.ts'
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

// A real Redis takes part when there is one. Each test empties it, so it must be empty to begin with.
const url = process.env.STAMPEDE_REDIS_URL
if (url !== undefined)
  storeNodeContract(
    'Redis',
    async () => {
      const redis = new Redis(url)
      const keys = await redis.dbsize()
      if (keys > 0) {
        redis.disconnect()
        throw new Error(`STAMPEDE_REDIS_URL must name an empty database; this one has ${keys} keys`)
      }
      let stamps = 0
      const close = async () => {
        await redis.flushdb()
        redis.disconnect()
      }
      return { node: new RedisStore(redis, () => `s${++stamps}`), close }
    },
    { isTimed: false },
  )
