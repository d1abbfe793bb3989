/** Unfolds whatever an element is folded in, so that it can be gone to. */
export function openAround(element: Element): void {
  for (let each = element.parentElement; each !== null; each = each.parentElement) {
    const isHead =
      each instanceof HTMLDetailsElement && each.querySelector(':scope > summary')?.contains(element)
    if (each instanceof HTMLDetailsElement && !isHead) each.open = true
  }
}
