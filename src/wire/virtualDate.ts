/** 2026-01-01 12:00:00 UTC: the date at which the virtual clock begins. */
export const EPOCH_MS = 1_767_268_800_000

/**
 * Runs `body` while `Date.now()` tells the virtual clock, in whole milliseconds as a server's clock would. Real time is
 * back when `body` returns or throws.
 *
 * The event loop belongs to everybody, so no promise may settle while the date is false. It need not: ioredis-mock
 * carries a command out before it hands back the promise, it knows the time through `Date.now` alone (`new Date` only
 * in TIME and LASTSAVE, timers only in blocking commands), and it expires a key when the key is next touched. So this
 * wraps the call of one command; what an asynchronous body does after its first `await` happens in real time again.
 */
export function withVirtualDate<A>(nowMs: number, body: () => A): A {
  const real = Date.now
  const dateMs = EPOCH_MS + Math.floor(nowMs)
  Date.now = () => dateMs
  try {
    return body()
  } finally {
    Date.now = real
  }
}
