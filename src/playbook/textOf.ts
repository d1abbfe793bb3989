import { Children, isValidElement, type ReactNode } from 'react'

/** The words in some elements, without what draws them. */
export function textOf(node: ReactNode): string {
  return Children.toArray(node)
    .map(child => {
      if (typeof child === 'string' || typeof child === 'number') return String(child)
      return isValidElement<{ readonly children?: ReactNode }>(child) ? textOf(child.props.children) : ''
    })
    .join('')
}
