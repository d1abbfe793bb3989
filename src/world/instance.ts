import type { EdgeTier } from '#cache/edgeTier.ts'
import type { TieredCache } from '#cache/tieredCache.ts'
import type { Request } from './request.ts'

/** One instance of the application, as traffic sees it. Its cache is made anew at each start. */
export interface Instance {
  readonly number: number
  /** Index of its region; 0 is home. */
  readonly region: number
  readonly isUp: boolean
  readonly cache: TieredCache
  /** The edge in front of it; null when no type uses one. */
  readonly edge: EdgeTier | null
  /** Requests inside, to be ended when it crashes; null in a world where no instance ever does. */
  readonly open: Set<Request> | null
}
