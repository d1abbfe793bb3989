/**
 * Puts the sections that were read on disk, each once. What the disk refuses is owed: it is tried again with the next section, and
 * when the page is left.
 */
export class SectionKeeper {
  private readonly owed = new Set<string>()

  constructor(private readonly write: (section: string) => Promise<unknown>) {}

  read(sections: readonly string[]): void {
    for (const section of sections) this.owed.add(section)
    this.flush()
  }

  /** Writes now what is owed. */
  flush(): void {
    for (const section of [...this.owed]) {
      this.owed.delete(section)
      this.write(section).catch(() => this.owed.add(section))
    }
  }
}
