import { MDXProvider } from '@mdx-js/react'
import { Outlet } from 'react-router'
import { figures } from '#playbook/figures/figures.tsx'
import { Recorded } from '#playbook/recorded/Recorded.tsx'
import { Sequence } from '#playbook/Sequence.tsx'
import { Source } from '#playbook/Source.tsx'

const components = { ...figures, Recorded, Sequence, Source }

/** Pages outside of the playbook that show its figures: prose finds them by their names. */
export default function WithFigures() {
  return (
    <MDXProvider components={components}>
      <Outlet />
    </MDXProvider>
  )
}
