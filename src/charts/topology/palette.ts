/** The colours a canvas paints with: the custom properties of the page, read once a theme. */
export interface Palette {
  readonly paper: string
  readonly raised: string
  readonly sunken: string
  readonly ink: string
  readonly ink2: string
  readonly ink3: string
  readonly line: string
  readonly lineStrong: string
  readonly control: string
  readonly hit: string
  readonly miss: string
  readonly stale: string
  readonly error: string
  readonly errorText: string
  readonly origin: string
  readonly waiting: string
  readonly font: string
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(name).trim() || style.color
  return {
    paper: read('--paper'),
    raised: read('--raised'),
    sunken: read('--sunken'),
    ink: read('--ink'),
    ink2: read('--ink-2'),
    ink3: read('--ink-3'),
    line: read('--line'),
    lineStrong: read('--line-strong'),
    control: read('--control'),
    hit: read('--hit'),
    miss: read('--miss'),
    stale: read('--stale'),
    error: read('--error'),
    errorText: read('--error-text'),
    origin: read('--origin'),
    waiting: read('--waiting'),
    font: style.fontFamily,
  }
}

/** Calls back when the theme may have changed, by choice or by the system. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  const media = matchMedia('(prefers-color-scheme: dark)')
  media.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    media.removeEventListener('change', listener)
  }
}
