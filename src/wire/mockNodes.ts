import Redis from 'ioredis-mock'
import { MockNode } from './mockNode.ts'
import { withVirtualDate } from './virtualDate.ts'

type MockRedis = InstanceType<typeof Redis>

interface Clock {
  readonly nowMs: number
}

/**
 * ioredis-mock keeps each port's data as long as the process lives, whoever connects. So no two nodes have a port at
 * the same time, and a port is used again rather than new ones taken without end.
 */
const idlePorts: number[] = []
let portsUsed = 0

/** The embedded Redis: each node of a run is an ioredis-mock of its own, under the clock of the run. */
export class MockNodes {
  private readonly open: MockRedis[] = []

  /** What a simulation takes to run the commands of its nodes. */
  readonly nodeFor = (_node: number, clock: Clock): MockNode => {
    const port = idlePorts.pop() ?? ++portsUsed
    // Without the offline queue a closed client refuses commands, instead of writing to the port's next user.
    const redis = new Redis({ port, enableOfflineQueue: false })
    this.open.push(redis)
    let stamps = 0
    return new MockNode(underClock(redis, clock), () => `s${++stamps}`)
  }

  /** Call when the run is over, however it ended: its nodes forget everything and answer nothing more. */
  async close(): Promise<void> {
    for (const redis of this.open.splice(0)) {
      await redis.flushdb()
      redis.disconnect()
      idlePorts.push(redis.options.port!)
    }
  }
}

/** The same client, for which it is as late as `clock` says. */
function underClock(redis: MockRedis, clock: Clock): MockRedis {
  return new Proxy(redis, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) =>
        withVirtualDate(clock.nowMs, () => {
          if (name === 'set') touch(target, String(args[0]))
          return member.apply(target, args)
        })
    },
  })
}

/**
 * SET of ioredis-mock 8.13.1 over a key that has expired, but has not been touched since, applies the expiry of the old
 * value to the new one and loses it. Redis does not; so the key is touched first.
 */
function touch(redis: MockRedis, key: string): void {
  // A closed client refuses, and SET will say so.
  redis.exists(key).catch(() => {})
}
