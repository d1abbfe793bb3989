/** One of a few values, kept in this browser. */
export interface StoredChoice<Value extends string> {
  /** null: nothing was chosen. */
  readonly read: () => Value | null
  readonly choose: (value: Value | null) => void
  /** Calls back when the choice changes, here or in another tab; returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void
}

/**
 * A choice that tabs share. Where storage is refused it holds until the page is left. `show` puts it on the page whenever it
 * changes; at first the page's own head does, before anything is painted.
 */
export function storedChoice<Value extends string>(
  key: string,
  values: readonly Value[],
  show: (value: Value | null) => void = () => {},
): StoredChoice<Value> {
  const listeners = new Set<() => void>()
  /** What was chosen here when storage was refused. */
  let unsaved: Value | null | undefined
  const read = () => {
    if (unsaved !== undefined) return unsaved
    try {
      const saved = localStorage.getItem(key)
      return values.find(value => value === saved) ?? null
    } catch {
      return null
    }
  }
  const changed = (value: Value | null) => {
    show(value)
    for (const listener of listeners) listener()
  }
  const choose = (value: Value | null) => {
    try {
      if (value === null) localStorage.removeItem(key)
      else localStorage.setItem(key, value)
      unsaved = undefined
    } catch {
      unsaved = value
    }
    changed(value)
  }
  const subscribe = (listener: () => void) => {
    // null: all that is stored was cleared.
    const otherTab = (event: StorageEvent) => [key, null].includes(event.key) && changed(read())
    listeners.add(listener)
    window.addEventListener('storage', otherTab)
    return () => {
      listeners.delete(listener)
      window.removeEventListener('storage', otherTab)
    }
  }
  return { read, choose, subscribe }
}
