import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Button } from '#ui/Button.tsx'
import { Disclosure } from '#ui/Disclosure.tsx'
import styles from './Notice.module.css'

interface Props {
  /** The page it stands for; on another page it tries again. */
  readonly place: string
  readonly children: ReactNode
}

/** Catches what a page throws while it is drawn, and says what happened, what was kept and what to do. */
export class ErrorBoundary extends Component<Props, { readonly error: Error | null }> {
  override state = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override componentDidUpdate(before: Props) {
    if (before.place !== this.props.place && this.state.error !== null) this.setState({ error: null })
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    console.error(error, info.componentStack)
  }

  override render() {
    const error: Error | null = this.state.error
    return error === null ? this.props.children : <Failure error={error} />
  }
}

function Failure({ error }: { readonly error: Error }) {
  const missing = /dynamically imported module|module script failed|preload/i.test(error.message)
  return (
    <div className={styles.notice} role="alert">
      <h1 className={styles.title}>{missing ? 'This page did not arrive' : 'This page failed'}</h1>
      <p>
        {missing
          ? 'Part of the app could not be loaded: the connection is gone, or a newer version has been put in its place.'
          : 'Something in it threw an error while it was being drawn. The other pages still work.'}
      </p>
      <p>What you typed was written to this browser as you typed, and is kept.</p>
      <p className={styles.actions}>
        <Button look="strong" onClick={() => location.reload()}>
          Load it again
        </Button>
        <a href="/">Go to the first page</a>
      </p>
      <Disclosure summary="What the error said">
        <pre className={styles.detail}>{error.stack ?? error.message}</pre>
      </Disclosure>
    </div>
  )
}
