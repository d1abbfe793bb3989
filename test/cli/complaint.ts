import { BadInput } from '#cli/badInput.ts'

/** What is said about an input that cannot be used. */
export function complaint(use: () => unknown): string {
  try {
    use()
  } catch (error) {
    if (error instanceof BadInput) return error.message
    throw error
  }
  return 'accepted'
}
