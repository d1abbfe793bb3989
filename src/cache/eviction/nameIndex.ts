/**
 * V8's Map holds at most 2^24 entries, among them those deleted but not yet cleared away; with up to half as many
 * it clears away instead of growing.
 */
const MAP_NAMES_MAX = 8_388_608

/** A Map from names to numbers that may hold more of them than a Map can: what one does not take, the next one does. */
export class NameIndex {
  private readonly first = new Map<string, number>()
  private rest: NameIndex | undefined
  private readonly mapNamesMax: number

  constructor(mapNamesMax = MAP_NAMES_MAX) {
    this.mapNamesMax = mapNamesMax
  }

  get size(): number {
    return this.rest === undefined ? this.first.size : this.first.size + this.rest.size
  }

  get(name: string): number | undefined {
    const found = this.first.get(name)
    return found !== undefined || this.rest === undefined ? found : this.rest.get(name)
  }

  /** Gives a name its number, or one that it has another. */
  set(name: string, value: number): void {
    const { first } = this
    if (first.size < this.mapNamesMax && this.rest === undefined) first.set(name, value)
    else this.setAmongMany(name, value)
  }

  delete(name: string): void {
    if (!this.first.delete(name)) this.rest?.delete(name)
  }

  clear(): void {
    this.first.clear()
    this.rest = undefined
  }

  private setAmongMany(name: string, value: number): void {
    const { first } = this
    const isInRest = this.rest?.get(name) !== undefined
    if (!isInRest && (first.size < this.mapNamesMax || first.has(name))) first.set(name, value)
    else {
      this.rest ??= new NameIndex(this.mapNamesMax)
      this.rest.set(name, value)
    }
  }
}
