import type { Client } from './traffic.ts'

/**
 * Limits retries to a share of the first attempts, with a small reserve (Finagle's RetryBudget; gRPC's retry
 * throttling): each first attempt puts in `share`, each retry takes out 1. Without it every refusal breeds attempts, and
 * an overload feeds itself.
 */
export class RetryBudget {
  private readonly settings: Client['retryBudget']
  private readonly most: number
  private tokens: number

  constructor(settings: Client['retryBudget']) {
    this.settings = settings
    this.most = Math.max(1, settings?.reserve ?? 0)
    this.tokens = settings?.reserve ?? 0
  }

  attempted(): void {
    if (this.settings !== null) this.tokens = Math.min(this.most, this.tokens + this.settings.share)
  }

  /** Whether there is enough for a retry; takes it if so. */
  affords(): boolean {
    if (this.settings === null) return true
    if (this.tokens < 1) return false
    this.tokens--
    return true
  }
}
