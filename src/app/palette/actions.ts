import { wordsOf } from '#prose/searchWords.ts'
import type { Theme } from '#ui/useTheme.ts'

/** What the palette can do besides leading to a place. */
export interface Action {
  readonly id: string
  readonly title: string
  /** Other words for it. */
  readonly words: string
  readonly group: 'Go to' | 'Do'
  /** The key that does the same. */
  readonly shortcut?: string
  /** What is said when it is done; left out where it shows. */
  readonly run: () => Promise<string> | string | undefined
}

export interface ActionParts {
  readonly pathname: string
  readonly theme: Theme
  readonly setTheme: (theme: Theme) => void
  readonly go: (address: string) => void
  readonly showKeys: () => void
  readonly print: () => void
  /** Puts the address of this page on the clipboard. */
  readonly copyLink: () => Promise<void>
}

const PLACES: readonly (readonly [address: string, title: string, words: string])[] = [
  ['/playbook', 'Playbook', 'chapters read contents'],
  ['/drills', 'Drills', 'prompts practise answer'],
  ['/deep-dives', 'Deep dives', 'incidents'],
  ['/lab', 'Lab', 'labs simulator wall incidents run'],
  ['/glossary', 'Glossary', 'terms words definitions'],
  ['/', 'First page', 'home start today'],
]

const THEMES: readonly (readonly [theme: Theme, title: string, words: string])[] = [
  ['light', 'Theme: light', 'colours bright day mode'],
  ['dark', 'Theme: dark', 'colours night mode'],
  ['system', 'Theme: as the system', 'colours auto mode'],
]

/** What can be done on this page now. */
export function actionsOn(parts: ActionParts): readonly Action[] {
  const { pathname, theme, setTheme, go, showKeys, print, copyLink } = parts
  const isChapter = /^\/playbook\/./.test(pathname)
  return [
    ...PLACES.filter(([address]) => address !== pathname).map(([address, title, words]) => ({
      id: `go ${address}`,
      title,
      words: `go to open ${words}`,
      group: 'Go to' as const,
      run: () => void go(address),
    })),
    ...THEMES.filter(([each]) => each !== theme).map(([each, title, words]) => ({
      id: `theme ${each}`,
      title,
      words: `change appearance ${words}`,
      group: 'Do' as const,
      run: () => void setTheme(each),
    })),
    {
      id: 'copy',
      title: 'Copy the link to this page',
      words: 'address url share',
      group: 'Do',
      run: () =>
        copyLink().then(
          () => 'The link is copied.',
          () => 'The browser refused to copy. The link stands in its address bar.',
        ),
    },
    {
      id: 'print',
      title: isChapter ? 'Print this chapter' : 'Print this page',
      words: 'paper pdf',
      group: 'Do',
      run: () => void print(),
    },
    {
      id: 'keys',
      title: 'Show the keys',
      words: 'keyboard shortcuts help',
      group: 'Do',
      shortcut: '?',
      run: () => void showKeys(),
    },
  ]
}

/** Those in which each word of the query begins a word. */
export function matching(actions: readonly Action[], query: string): readonly Action[] {
  const wanted = wordsOf(query)
  if (wanted.length === 0) return []
  return actions.filter(({ title, words }) => {
    const own = wordsOf(`${title} ${words}`)
    return wanted.every(word => own.some(each => each.startsWith(word)))
  })
}
