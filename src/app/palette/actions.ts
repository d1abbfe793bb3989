import { MODE_IDS, MODES } from '#playbook/ways/modes.ts'
import type { Mode } from '#prose/frontmatter.ts'
import { wordsOf } from '#prose/searchWords.ts'
import { TEXT_SIZES, type TextSize } from '#ui/useTextSize.ts'
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
  readonly mode: Mode
  readonly setMode: (mode: Mode) => void
  readonly textSize: TextSize
  readonly setTextSize: (size: TextSize) => void
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
  ['light', 'Theme: light', 'bright day'],
  ['dark', 'Theme: dark', 'night'],
  ['system', 'Theme: as the system', 'auto'],
]

const DONE = undefined

/** What can be done on this page now. */
export function actionsOn(parts: ActionParts): readonly Action[] {
  return [...places(parts), ...appearance(parts), ...reading(parts), ...onThePage(parts)]
}

function places({ pathname, go }: ActionParts): readonly Action[] {
  return PLACES.filter(([address]) => address !== pathname).map(([address, title, words]) => ({
    id: `go ${address}`,
    title,
    words: `go to open ${words}`,
    group: 'Go to',
    run: () => {
      go(address)
      return DONE
    },
  }))
}

function appearance({ theme, setTheme, textSize, setTextSize }: ActionParts): readonly Action[] {
  const at = TEXT_SIZES.indexOf(textSize)
  const sizes = [
    { title: 'Text: larger', size: TEXT_SIZES[at + 1], words: 'bigger' },
    { title: 'Text: smaller', size: TEXT_SIZES[at - 1], words: 'tiny' },
  ]
  return [
    ...THEMES.filter(([each]) => each !== theme).map(
      ([each, title, words]): Action => ({
        id: `theme ${each}`,
        title,
        words: `change appearance colours mode ${words}`,
        group: 'Do',
        run: () => {
          setTheme(each)
          return DONE
        },
      }),
    ),
    ...sizes.flatMap(({ title, size, words }): readonly Action[] =>
      size === undefined
        ? []
        : [
            {
              id: title,
              title,
              words: `change appearance font size zoom ${words}`,
              group: 'Do',
              run: () => {
                setTextSize(size)
                return `Running text is ${size === 'normal' ? 'of the usual size' : size} now.`
              },
            },
          ],
    ),
  ]
}

function reading({ mode, setMode }: ActionParts): readonly Action[] {
  return MODE_IDS.filter(each => each !== mode).map(each => ({
    id: `mode ${each}`,
    title: `Way through the playbook: ${MODES[each].title.toLowerCase()}, ${MODES[each].time}`,
    words: `reading mode path fold ${each}`,
    group: 'Do',
    run: () => {
      setMode(each)
      return `${MODES[each].title}: chapters fold what it leaves out.`
    },
  }))
}

function onThePage({ pathname, go, print, copyLink, showKeys }: ActionParts): readonly Action[] {
  const isWhole = pathname === '/playbook/print'
  const isChapter = !isWhole && /^\/playbook\/./.test(pathname)
  return [
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
      title: isWhole ? 'Print the whole playbook' : isChapter ? 'Print this chapter' : 'Print this page',
      words: 'paper pdf',
      group: 'Do',
      run: () => {
        print()
        return DONE
      },
    },
    ...(isWhole
      ? []
      : [
          {
            id: 'print all',
            title: 'The whole playbook on one page, to print',
            words: 'paper pdf everything book',
            group: 'Do' as const,
            run: () => {
              go('/playbook/print')
              return DONE
            },
          },
        ]),
    {
      id: 'keys',
      title: 'Show the keys',
      words: 'keyboard shortcuts help',
      group: 'Do',
      shortcut: '?',
      run: () => {
        showKeys()
        return DONE
      },
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
