import type { Client } from './traffic.ts'

/**
 * Limits retries to a share of the first attempts, with a small reserve (Finagle's RetryBudget; gRPC's retry
 * throttling): each first attempt puts in `share`, each retry takes out 1. Without it every refusal breeds attempts, and
 * an overload feeds itself.
 */
export class RetryBudget {
  private readonly share: number
  private readonly most: number
  private tokens: number

  constructor({ share, reserve }: NonNullable<Client['retryBudget']>) {
    this.share = share
    this.most = Math.max(1, reserve)
    this.tokens = reserve
  }

  attempted(): void {
    this.tokens = Math.min(this.most, this.tokens + this.share)
  }

  /** Whether there is enough for a retry; takes it if so. */
  affords(): boolean {
    if (this.tokens < 1) return false
    this.tokens--
    return true
  }
}
