import { z } from 'zod'

export const momentMs = z.number().min(0).max(86_400_000)
export const positiveMs = z.number().positive().max(86_400_000)
export const rate = z.number().min(0.001).max(1_000_000)
export const name = z.string().min(1).max(60)
export const share = z.number().min(0).max(1)
