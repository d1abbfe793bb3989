/** A cached item's name, the type of data it is, and the Redis slot it belongs to. Made once a key: compare by identity. */
export interface Key {
  readonly name: string
  readonly type: string
  /** 0 to 16383, as Redis Cluster computes it. */
  readonly slot: number
  /** The item's own name, where `name` is that of a version or of one copy of several; otherwise the same. */
  readonly item: string
  /** Items of one group can be invalidated together. */
  readonly group: string | null
}

export const SLOTS = 16_384

export function makeKey(type: string, name: string, group: string | null = null): Key {
  return { name, type, slot: slotOf(name), item: name, group }
}

/** A key of its own under which a version, or a copy, of an item is kept. */
export function derivedKey(of: Key, name: string): Key {
  return { name, type: of.type, slot: slotOf(name), item: of.item, group: of.group }
}

/**
 * Redis Cluster specification: CRC16 (XMODEM) of the name modulo 16384; if the name has a non-empty part between the
 * first `{` and the next `}`, of that part alone.
 */
export function slotOf(name: string): number {
  const open = name.indexOf('{')
  const close = open < 0 ? -1 : name.indexOf('}', open + 1)
  return crc16(close > open + 1 ? name.slice(open + 1, close) : name) % SLOTS
}

/** The node that owns a slot when `nodes` share the slots evenly: contiguous ranges, rounded as `redis-cli --cluster create` does. */
export function nodeOf(slot: number, nodes: number): number {
  for (let node = 0; node < nodes - 1; node++) {
    if (slot <= Math.round(((node + 1) * SLOTS) / nodes - 1)) return node
  }
  return nodes - 1
}

/** The remainder of each byte, so that a name costs a look-up a byte instead of eight steps. */
const REMAINDERS = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) !== 0 ? (crc << 1) ^ 0x1021 : crc << 1
  return crc & 0xffff
})
const utf8 = new TextEncoder()

function crc16(text: string): number {
  let crc = 0
  for (const byte of utf8.encode(text)) crc = ((crc << 8) & 0xffff) ^ REMAINDERS[((crc >> 8) ^ byte) & 0xff]!
  return crc
}
