/**
 * Shows the element that an address names and gives it the focus: keyboard and screen reader go on from there. A focus that is
 * inside already (a heading's own link) stays.
 */
export function arriveAt(element: Element | null): void {
  if (!(element instanceof HTMLElement)) return
  element.scrollIntoView()
  if (element.contains(document.activeElement)) return
  if (element.tabIndex < 0) element.tabIndex = -1
  element.focus({ preventScroll: true })
}
