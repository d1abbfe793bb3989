/** What may be used where. The reasons are in the table's neighbours: a rule is changed here, on purpose, or not at all. */

export type Ban = 'date' | 'stopwatch' | 'timers' | 'chance' | 'async' | 'math'

export interface Row {
  /** Folders it may import. */
  readonly imports: readonly string[]
  /** Folders it may import with `import type` alone. */
  readonly types?: readonly string[]
  /** npm packages it may import; `node:` stands for Node's own modules, a final `*` for any ending. */
  readonly packages: readonly string[]
  /** What it must not use, because a run has to give the same result everywhere and every time. */
  readonly bans?: readonly Ban[]
}

const ambient = ['date', 'stopwatch', 'timers', 'chance'] as const
/** The model folders: everything that runs inside a simulation. */
const deterministic = [...ambient, 'async', 'math'] as const

const model = ['kernel', 'metrics', 'cache', 'recording', 'world', 'scenarios', 'rubric']
const shared = [...model, 'wire', 'worker', 'study', 'charts', 'ui', 'prose', 'content']
/** Screens do not import each other; app puts them together. What several show of drills and deep dives is in exercises. */
const screen: Row = { imports: [...shared, 'exercises'], types: ['sequences'], packages: ['*'] }
const screens = ['lab', 'playbook', 'drills', 'interview', 'session', 'review']

export const rows: Readonly<Record<string, Row>> = {
  kernel: { imports: [], packages: [], bans: deterministic },
  metrics: { imports: [], packages: [], bans: deterministic },
  cache: { imports: ['kernel'], packages: ['zod'], bans: deterministic },
  recording: { imports: ['metrics'], packages: [], bans: deterministic },
  world: {
    imports: ['kernel', 'cache', 'metrics', 'recording'],
    packages: ['@noble/hashes', 'zod'],
    bans: deterministic,
  },
  scenarios: {
    imports: ['world', 'cache', 'metrics', 'recording', 'kernel'],
    packages: ['zod'],
    bans: deterministic,
  },
  // Runs the engine on a handful of operations and writes down what passes through its ports.
  sequences: { imports: ['kernel', 'cache', 'world'], packages: [], bans: deterministic },
  rubric: {
    imports: ['recording'],
    types: ['scenarios', 'metrics'],
    packages: ['zod'],
    bans: [...ambient, 'async'],
  },
  wire: { imports: ['kernel', 'cache'], packages: ['ioredis', 'ioredis-mock'], bans: ambient },
  live: {
    imports: ['kernel', 'cache', 'wire', 'metrics', 'scenarios'],
    packages: ['ioredis', 'pg', 'pg-*', 'node:'],
  },
  cli: {
    imports: [...model, 'sequences', 'wire', 'live', 'worker', 'study'],
    packages: ['commander', 'zod', 'node:'],
  },
  // It looks at the host's clock between slices and yields to the host with a timer; nothing more.
  // Its client hands over a run with its verdict, so that screens do not load the simulator.
  worker: {
    imports: ['scenarios', 'world', 'rubric', 'recording', 'metrics', 'wire'],
    types: ['cache'],
    packages: ['comlink', 'zod'],
    bans: ['date', 'chance'],
  },
  study: { imports: [], types: ['rubric'], packages: ['idb', 'zod', 'zustand', 'xstate', 'ts-fsrs'] },
  // What files of content/ are, for the build, the search index and the tests; screens take its types and its lists.
  prose: {
    imports: ['rubric', 'scenarios'],
    packages: [
      'zod',
      'yaml',
      'unified',
      'remark-*',
      'unist-*',
      'mdast-*',
      'mdast',
      'minisearch',
      'virtual:titles',
      // Regions of the source are cut out when pages are built.
      'vite',
      'node:',
    ],
  },
  charts: {
    imports: ['recording'],
    types: ['metrics', 'sequences'],
    packages: ['react', 'react-dom', 'd3-*', 'uplot', 'lucide-react'],
  },
  ui: {
    imports: [],
    packages: ['react', 'react-dom', 'react-router', '@base-ui/react', 'lucide-react', 'cmdk'],
  },
  exercises: { imports: ['prose', 'ui'], packages: ['react', 'mdx'] },
  ...Object.fromEntries(screens.map(name => [name, screen])),
  app: { imports: [...shared, 'exercises', ...screens], packages: ['*'] },
}

/** Files that are the one place for something their folder must not do otherwise. */
export const exemptions: Readonly<Record<string, readonly Ban[]>> = {
  // The driver that lets a settled promise answer while the virtual clock stands still.
  'src/kernel/kernel.ts': ['async'],
  // Puts the virtual clock in the place of Date for ioredis-mock, and takes it away again.
  'src/wire/virtualDate.ts': ambient,
}

/** Global names that reach outside a run, by the ban they fall under. `Math` has a rule of its own. */
export const ambientNames: Readonly<Record<string, Ban>> = {
  Date: 'date',
  performance: 'stopwatch',
  process: 'stopwatch',
  setTimeout: 'timers',
  setInterval: 'timers',
  setImmediate: 'timers',
  queueMicrotask: 'timers',
  requestAnimationFrame: 'timers',
  requestIdleCallback: 'timers',
  crypto: 'chance',
}

export const reasons: Readonly<Record<Ban, string>> = {
  date: 'ask the clock of the run',
  stopwatch: 'ask the clock of the run',
  timers: "yield one of the kernel's operations",
  chance: "use the kernel's keyed chance",
  async: 'write a generator that yields operations',
  math: "its last bits differ between engines; use the kernel's own math",
}

/** What IEEE 754 and ECMAScript define to the last bit. */
export const exactMath: ReadonlySet<string> = new Set(
  (
    'abs ceil clz32 floor fround imul max min round sign sqrt trunc ' +
    'E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2'
  ).split(' '),
)
