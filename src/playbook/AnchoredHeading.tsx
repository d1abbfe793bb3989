import { Check, Link2 } from 'lucide-react'
import { type ComponentProps, createContext, useContext, useEffect, useState } from 'react'
import { Link } from 'react-router'
import { classes } from '#ui/classes.ts'
import styles from './AnchoredHeading.module.css'
import { textOf } from './textOf.ts'

const SAYS_SO_MS = 2000

/** False where something around the heading can be pressed as a whole: its link stands beside it then. */
export const HeadingLinks = createContext(true)

/** A heading with a link to itself. */
function anchored(Level: 'h2' | 'h3' | 'h4') {
  return function AnchoredHeading({ id, children, ...rest }: ComponentProps<'h2'>) {
    const hasLink = useContext(HeadingLinks)
    if (id === undefined) return <Level {...rest}>{children}</Level>
    // Its name is its words: the link in it has one of its own.
    const wordsId = `${id}--words`
    return (
      <Level id={id} aria-labelledby={wordsId} className={styles.heading} {...rest}>
        <span id={wordsId} data-words>
          {children}
        </span>
        {hasLink && <AnchorLink id={id} words={textOf(children)} />}
      </Level>
    )
  }
}

interface AnchorLinkProps {
  readonly id: string
  readonly words: string
  readonly className?: string | undefined
}

/** Goes to a heading and puts its address on the clipboard. */
export function AnchorLink({ id, words, className }: AnchorLinkProps) {
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setIsCopied(false), SAYS_SO_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = () => {
    const address = new URL(`#${id}`, window.location.href)
    // Where the browser refuses, the address is in its own bar.
    navigator.clipboard?.writeText(address.href).then(
      () => setIsCopied(true),
      () => {},
    )
  }
  const Icon = isCopied ? Check : Link2
  return (
    <Link
      to={{ hash: id }}
      className={classes(styles.link, className)}
      aria-label={isCopied ? 'Link copied' : `Link to “${words}”`}
      onClick={copy}
    >
      <Icon size={15} strokeWidth={1.75} aria-hidden="true" />
    </Link>
  )
}

export const anchoredHeadings = { h2: anchored('h2'), h3: anchored('h3'), h4: anchored('h4') }
