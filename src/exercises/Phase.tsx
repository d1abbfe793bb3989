import { Children, cloneElement, isValidElement, type ReactElement, type ReactNode } from 'react'
import type { PhaseName } from './drawing.ts'
import styles from './Phase.module.css'

interface HeadingProps {
  readonly id: string
  readonly children: ReactNode
  readonly tabIndex?: number
}
type Heading = ReactElement<HeadingProps>
type PhaseElement = ReactElement<{ readonly children: ReactNode }>

/** A step of the approach: its heading first, then who does what and what is said. */
export function Phase({ children }: { readonly children: ReactNode }) {
  const all = Children.toArray(children)
  const heading = headingOf(all)
  const rest = all.slice(heading === undefined ? 0 : all.indexOf(heading) + 1)
  return (
    <section className={styles.phase} aria-labelledby={heading?.props.id}>
      {/* It takes the focus when it is unfolded. */}
      {heading !== undefined && cloneElement(heading, { tabIndex: -1 })}
      <div className={styles.body}>{rest}</div>
    </section>
  )
}

/** The phases among the children of an approach, in order. */
export function phasesIn(children: ReactNode): readonly PhaseName[] {
  return Children.toArray(children)
    .filter(isPhase)
    .map(phase => headingOf(Children.toArray(phase.props.children)))
    .filter(heading => heading !== undefined)
    .map(({ props }) => ({ anchor: props.id, title: textOf(props.children) }))
}

/** The children of an approach as far as its first so many phases; what follows the last phase follows it. */
export function untilPhase(children: ReactNode, count: number): ReactNode {
  const all = Children.toArray(children)
  const next = all.filter(isPhase)[count]
  return next === undefined ? all : all.slice(0, all.indexOf(next))
}

/** The first of its children: whatever draws headings, it has their address and their words. */
function headingOf(children: readonly ReactNode[]): Heading | undefined {
  return children.find(child => isValidElement<HeadingProps>(child))
}

function isPhase(child: ReactNode): child is PhaseElement {
  return isValidElement(child) && child.type === Phase
}

function textOf(node: ReactNode): string {
  return Children.toArray(node)
    .map(child => {
      if (typeof child === 'string' || typeof child === 'number') return String(child)
      return isValidElement<{ readonly children?: ReactNode }>(child) ? textOf(child.props.children) : ''
    })
    .join('')
}
