import type { MDXProps } from 'mdx/types'
import { type ComponentType, useEffect, useState } from 'react'
import { loadExercise } from './exercises.ts'

type Content = ComponentType<MDXProps>
type State =
  | { readonly id: string; readonly Content: Content }
  | { readonly id: string; readonly error: Error }

/** The prose of a drill or deep dive, null while it is on its way. A failure to load goes to the error boundary. */
export function useExercise(id: string): Content | null {
  const [state, setState] = useState<State | null>(null)
  useEffect(() => {
    let current = true
    loadExercise(id).then(
      module => current && setState({ id, Content: module.default }),
      error => current && setState({ id, error }),
    )
    return () => {
      current = false
    }
  }, [id])
  if (state === null || state.id !== id) return null
  if ('error' in state) throw state.error
  return state.Content
}
