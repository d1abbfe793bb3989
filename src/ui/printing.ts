/** Whether everything is wanted now, on screen or not, because it goes to paper. */
let printing = false
const listeners = new Set<() => void>()

/** What is not there by then is printed as it is, ms. */
const PATIENCE_MS = 8000

export function isPrinting(): boolean {
  return printing
}

export function setPrinting(now: boolean): void {
  printing = now
  for (const listener of listeners) listener()
}

export function subscribeToPrinting(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Prints the page once everything on it that loads late is there. */
export async function printPage(): Promise<void> {
  setPrinting(true)
  await everythingLoaded()
  window.print()
}

/** Resolves when nothing on the page says any more that it is on its way, or nobody would wait longer. */
function everythingLoaded(): Promise<void> {
  return new Promise(resolve => {
    let frame = 0
    const look = () => {
      frame = 0
      if ([...document.querySelectorAll('main [role="status"]')].every(each => each.textContent === '')) end()
    }
    const soon = () => {
      frame ||= requestAnimationFrame(look)
    }
    const end = () => {
      cancelAnimationFrame(frame)
      changes.disconnect()
      clearTimeout(patience)
      resolve()
    }
    const changes = new MutationObserver(soon)
    const patience = setTimeout(end, PATIENCE_MS)
    changes.observe(document.body, { childList: true, subtree: true, characterData: true })
    soon()
  })
}

if (typeof window !== 'undefined') {
  window.addEventListener('beforeprint', () => setPrinting(true))
  window.addEventListener('afterprint', () => setPrinting(false))
}
