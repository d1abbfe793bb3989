import { createContext, useContext, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { Lab, LabState } from './lab.ts'
import type { Playhead } from './playhead.ts'

const LabContext = createContext<Lab | null>(null)
export const LabProvider = LabContext.Provider

export function useLab(): Lab {
  const lab = useContext(LabContext)
  if (lab === null) throw new Error('this belongs inside a lab')
  return lab
}

export function useLabState<Part>(select: (state: LabState) => Part): Part {
  return useStore(useLab().store, select)
}

/** Something about the playhead that seldom changes and compares by value: whether it plays, how fast. */
export function usePlayhead<Part extends string | number | boolean>(
  select: (playhead: Playhead) => Part,
): Part {
  const { playhead } = useLab()
  return useSyncExternalStore(playhead.subscribe, () => select(playhead))
}
