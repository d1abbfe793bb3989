import type { StudyEvent } from './events.ts'

/**
 * Whether `later` may take the place of `earlier` in the record.
 *
 * Both are the same answer in the same sitting, and the later text is the earlier one with at most one stretch inserted.
 * So whatever was typed is still in it, in order; a deletion is never compacted away, because then the earlier text holds
 * words that the later one does not.
 *
 * Or both are places in the same chapter in the same sitting: what a sitting leaves is where it ended.
 */
export function supersedes(later: StudyEvent, earlier: StudyEvent): boolean {
  if (later.kind === 'place-left' && earlier.kind === 'place-left')
    return (
      later.payload.sitting === earlier.payload.sitting && later.payload.chapter === earlier.payload.chapter
    )
  if (later.kind !== 'answer-typed' || earlier.kind !== 'answer-typed') return false
  if (later.payload.sitting !== earlier.payload.sitting || later.payload.drill !== earlier.payload.drill)
    return false
  return extendsText(later.payload.text, earlier.payload.text)
}

function extendsText(longer: string, shorter: string): boolean {
  if (longer.length < shorter.length) return false
  let start = 0
  while (start < shorter.length && longer[start] === shorter[start]) start++
  let end = 0
  while (
    end < shorter.length - start &&
    longer[longer.length - 1 - end] === shorter[shorter.length - 1 - end]
  )
    end++
  return start + end === shorter.length
}
