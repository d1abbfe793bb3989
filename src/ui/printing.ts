/** What is not there by then is printed as it is, ms. */
const PATIENCE_MS = 8000

/** Prints the page once everything on it that loads late is there. */
export async function printPage(): Promise<void> {
  await everythingLoaded()
  window.print()
}

/** Resolves when nothing on the page says any more that it is loading, or nobody would wait longer. */
function everythingLoaded(): Promise<void> {
  return new Promise(resolve => {
    let frame = 0
    const look = () => {
      frame = 0
      const told = [...document.querySelectorAll('main [role="status"]')]
      if (!told.some(each => each.textContent?.startsWith('Loading'))) end()
    }
    const soon = () => {
      frame ||= requestAnimationFrame(look)
    }
    const changes = new MutationObserver(soon)
    const end = () => {
      cancelAnimationFrame(frame)
      changes.disconnect()
      clearTimeout(patience)
      resolve()
    }
    const patience = setTimeout(end, PATIENCE_MS)
    changes.observe(document.body, { childList: true, subtree: true, characterData: true })
    soon()
  })
}
