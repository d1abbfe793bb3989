import { Button } from '#ui/Button.tsx'
import type { Failure } from './useAtHand.ts'

interface NotLoadedProps {
  /** What did not arrive, in a word. */
  readonly what: string
  readonly failure: Failure
  readonly className: string | undefined
}

/** In the place of a figure that did not arrive. A script that failed is not asked for again by every browser; with the page it is. */
export function NotLoaded({ what, failure: { message, again, isSecond }, className }: NotLoadedProps) {
  return (
    <div className={className} role="alert">
      <p>
        This {what} could not be loaded: {message}. The text does not depend on it.
      </p>
      {isSecond ? (
        <Button onClick={() => location.reload()}>Load the page again</Button>
      ) : (
        <Button onClick={again}>Try again</Button>
      )}
    </div>
  )
}
