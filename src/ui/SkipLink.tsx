import styles from './SkipLink.module.css'

/** The first thing the Tab key reaches: past the header, to the element with this id. */
export function SkipLink({ to }: { readonly to: string }) {
  return (
    <a
      className={styles.link}
      href={`#${to}`}
      onClick={event => {
        event.preventDefault()
        document.getElementById(to)?.focus()
      }}
    >
      Skip to the page
    </a>
  )
}
