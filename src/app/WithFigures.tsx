import { MDXProvider } from '@mdx-js/react'
import { Outlet } from 'react-router'
import { figures } from '#playbook/figures/figures.tsx'

/** Pages outside of the playbook that show its figures: prose finds them by their names. */
export default function WithFigures() {
  return (
    <MDXProvider components={figures}>
      <Outlet />
    </MDXProvider>
  )
}
