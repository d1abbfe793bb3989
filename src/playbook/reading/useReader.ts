import { type RefObject, useEffect, useRef, useState } from 'react'
import { OPENING } from '#prose/headings.ts'
import type { NewEvent } from '#study/events.ts'
import { PlaceKeeper } from '#study/placeKeeper.ts'
import type { StudyRecord } from '#study/record.ts'
import { SectionKeeper } from '#study/sectionKeeper.ts'
import { blockAtTop, blocksOf, visibleBlocks } from './blocks.ts'
import { Attention } from './readRule.ts'
import { type Readings, readIn } from './useReadings.ts'

/** How often one looks at what is on screen, ms. */
const LOOK_EVERY_MS = 1000

const timers = {
  set: (callback: () => void, ms: number) => window.setTimeout(callback, ms),
  clear: (timer: unknown) => window.clearTimeout(timer as number | undefined),
}

interface ReaderOptions {
  readonly chapter: string
  readonly text: RefObject<HTMLElement | null>
  /** null while the record is being read. */
  readonly readings: Readings | null
}

/** Watches what is read and puts it in the learner's record; returns the sections that were read, now and before. */
export function useReader({ chapter, text, readings }: ReaderOptions): ReadonlySet<string> {
  const [now, setNow] = useState<ReadonlySet<string>>(new Set())
  const known = useRef<ReadonlySet<string>>(new Set())
  const before = readIn(readings, chapter)
  known.current = now.size === 0 ? before : new Set([...before, ...now])
  const isReady = readings !== null
  useEffect(() => {
    if (!isReady) return
    let opened: { readonly study: StudyRecord; readonly sitting: string } | undefined
    const open = async () => {
      const { newId, studyRecord } = await import('#study/record.ts')
      opened = { study: await studyRecord(), sitting: newId() }
    }
    // Without a record nothing is kept, and the page still knows what was read while it is open.
    open().catch(() => {})
    const append = (said: (sitting: string) => NewEvent) =>
      opened?.study.append(said(opened.sitting)) ?? Promise.reject(new Error('no record yet'))
    const attention = new Attention()
    let hasMoved = false
    const keeper = new PlaceKeeper({
      timers,
      write: place => append(sitting => ({ kind: 'place-left', payload: { chapter, ...place, sitting } })),
    })
    const sections = new SectionKeeper(section =>
      append(() => ({ kind: 'section-read', payload: { chapter, section } })),
    )
    const lookForPlace = (blocks: ReturnType<typeof blocksOf>) => {
      const top = blockAtTop(blocks)
      if (top === undefined) return
      // Who has only opened the chapter has left no place in it.
      hasMoved ||= top.section !== OPENING && window.scrollY > 0
      if (hasMoved) keeper.moved({ section: top.section, block: top.block })
    }
    const look = () => {
      if (document.visibilityState === 'hidden' || text.current === null) return
      const blocks = blocksOf(text.current)
      attention.look(performance.now(), visibleBlocks(blocks, window.innerHeight))
      lookForPlace(blocks)
      const read = attention.readSections(blocks).filter(section => !known.current.has(section))
      if (read.length === 0) return
      setNow(known => new Set([...known, ...read]))
      sections.read(read)
    }
    const leave = () => {
      if (text.current !== null) lookForPlace(blocksOf(text.current))
      keeper.flush()
      sections.flush()
      attention.away()
    }
    const hidden = () => document.visibilityState === 'hidden' && leave()
    const looking = setInterval(look, LOOK_EVERY_MS)
    document.addEventListener('visibilitychange', hidden)
    window.addEventListener('pagehide', leave)
    return () => {
      clearInterval(looking)
      keeper.flush()
      sections.flush()
      document.removeEventListener('visibilitychange', hidden)
      window.removeEventListener('pagehide', leave)
    }
  }, [chapter, text, isReady])
  return known.current
}
