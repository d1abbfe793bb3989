import { type ComponentType, lazy } from 'react'
import { Late } from './Late.tsx'

function late<Props extends object>(load: () => Promise<{ readonly default: ComponentType<Props> }>) {
  const loaded = lazy(load)
  return (props: Props) => <Late of={loaded} props={props} />
}

/**
 * The figures that one chapter each has to itself, by the name under which its prose calls them. Each is a chunk of its own: a
 * chapter loads the figures it shows, and none of the others.
 */
export const figures = {
  StalenessBudget: late(() => import('./StalenessBudget.tsx')),
}
