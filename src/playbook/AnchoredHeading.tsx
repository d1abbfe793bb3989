import { Check, Link2 } from 'lucide-react'
import { type ComponentProps, useEffect, useState } from 'react'
import { Link } from 'react-router'
import styles from './AnchoredHeading.module.css'
import { textOf } from './textOf.ts'

const SAYS_SO_MS = 2000

/** A heading with a link to itself, that also puts its address on the clipboard. */
function anchored(Level: 'h2' | 'h3' | 'h4') {
  return function AnchoredHeading({ id, children, ...rest }: ComponentProps<'h2'>) {
    if (id === undefined) return <Level {...rest}>{children}</Level>
    // Its name is its words: the link in it has one of its own.
    const wordsId = `${id}--words`
    return (
      <Level id={id} aria-labelledby={wordsId} className={styles.heading} {...rest}>
        <span id={wordsId} data-words>
          {children}
        </span>
        <AnchorLink id={id} words={textOf(children)} />
      </Level>
    )
  }
}

function AnchorLink({ id, words }: { readonly id: string; readonly words: string }) {
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
      className={styles.link}
      aria-label={isCopied ? 'Link copied' : `Link to “${words}”`}
      onClick={copy}
    >
      <Icon size={15} strokeWidth={1.75} aria-hidden="true" />
    </Link>
  )
}

export const anchoredHeadings = { h2: anchored('h2'), h3: anchored('h3'), h4: anchored('h4') }
