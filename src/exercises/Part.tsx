import { useMemo } from 'react'
import type { PartName } from '#prose/parts.ts'
import { DrawingContext, onlyPart } from './drawing.ts'
import { kindOf } from './exercises.ts'
import { partComponents } from './parts.tsx'
import { useExercise } from './useExercise.ts'

interface PartProps {
  /** The id of a drill or a deep dive. */
  readonly of: string
  readonly name: PartName
}

/** What one part of one drill or deep dive holds, without its title (`partOf` of prose has that). Nothing while it is on its way. */
export function Part({ of, name }: PartProps) {
  const Content = useExercise(of)
  const kind = kindOf(of)
  const drawing = useMemo(() => (kind === undefined ? null : onlyPart(kind, name)), [kind, name])
  if (Content === null || drawing === null) return null
  return (
    <DrawingContext value={drawing}>
      <Content components={partComponents} />
    </DrawingContext>
  )
}
