import { z } from 'zod'

/** A time that must pass, ms: up to a day. */
export const positiveMs = z.number().positive().max(86_400_000)
/** A time that may be none, ms: up to a day. */
export const durationMs = z.number().min(0).max(86_400_000)
/** Somebody who answers for something; blanks are nobody. */
export const holder = z.string().max(80).regex(/\S/, 'a name, or null')
export const share = z.number().min(0).max(1)
