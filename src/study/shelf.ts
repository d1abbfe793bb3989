import { type DBSchema, type IDBPDatabase, openDB } from 'idb'

/** Where rows lie. Rows come back as they were put, unchecked, in the order in which they were put. */
export interface Shelf {
  readonly durable: boolean
  /** Puts a row and, in the same breath, takes away the one it replaces. Resolves with its key once it is on disk. */
  add(row: object, replaces?: number): Promise<number>
  all(): Promise<readonly unknown[]>
}

interface Tables extends DBSchema {
  events: { key: number; value: object }
}

/** The shelf in this browser; one in memory where the browser refuses (private windows, blocked storage). */
export async function openShelf(name: string): Promise<Shelf> {
  try {
    const shelf = new DiskShelf(name)
    await shelf.all()
    return shelf
  } catch {
    return new MemoryShelf()
  }
}

class DiskShelf implements Shelf {
  readonly durable = true
  private database: Promise<IDBPDatabase<Tables>> | undefined
  /** The same once it is open: a page that is going away has no time to wait for a promise. */
  private ready: IDBPDatabase<Tables> | undefined

  constructor(private readonly name: string) {}

  async add(row: object, replaces?: number): Promise<number> {
    const database = this.ready ?? (await this.open())
    // strict: resolved means written, not handed to the operating system.
    const transaction = database.transaction('events', 'readwrite', { durability: 'strict' })
    const key = transaction.store.add(row)
    if (replaces !== undefined) void transaction.store.delete(replaces)
    // Not left to the end of the task: a page that is going away may not see that end.
    transaction.commit()
    await transaction.done
    return key
  }

  async all(): Promise<readonly unknown[]> {
    return (this.ready ?? (await this.open())).getAll('events')
  }

  private open(): Promise<IDBPDatabase<Tables>> {
    this.database ??= openDB<Tables>(this.name, 1, {
      upgrade: database => {
        database.createObjectStore('events', { autoIncrement: true })
      },
      // A newer version of the app waits in another tab, or the browser closed the connection: open anew when needed.
      blocking: () => this.close(),
      terminated: () => this.close(),
    }).then(database => {
      this.ready = database
      return database
    })
    this.database.catch(() => this.close())
    return this.database
  }

  private close(): void {
    this.ready?.close()
    this.ready = undefined
    this.database = undefined
  }
}

export class MemoryShelf implements Shelf {
  readonly durable = false
  private readonly rows = new Map<number, object>()
  private nextKey = 1

  async add(row: object, replaces?: number): Promise<number> {
    const key = this.nextKey++
    this.rows.set(key, row)
    if (replaces !== undefined) this.rows.delete(replaces)
    return key
  }

  async all(): Promise<readonly unknown[]> {
    return [...this.rows.values()]
  }
}
