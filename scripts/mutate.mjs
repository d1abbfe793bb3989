// npm run mutate [-- PART]: how many small changes of the code the tests notice (docs/mutation.md).
import { ensureInstalled, root } from './install.mjs'

/** Percent of the mutants that tests must notice. */
const leastScore = 85
/** Ignored by git, by the linter and by the tests of this project. */
const workPlace = 'coverage/mutation'

const numbers = ['chance', 'math', 'zipf']

/** Tests of a whole distribution, or of every combination: half of the engine's test time. Without them the score is a lower bound. */
const statistics = ['loadsPerExpiry', 'staleness', 'stalenessOfEverything']

/** @typedef {{ name: string, mutate: string[], tests: string[], folders: string[] }} Part */

/**
 * What is changed, and the tests that have to notice. The kernel's arithmetic and the eviction policies stand apart:
 * their tests are slow and say nothing of the rest, nor the rest of them. Stryker works on a copy of the `folders` of src and test.
 * @type {Part[]}
 */
const parts = [
  {
    name: 'kernel-processes',
    mutate: ['src/kernel/*.ts', ...numbers.map(name => `!src/kernel/${name}.ts`)],
    tests: [`test/kernel/!(${numbers.join('|')}).test.ts`],
    folders: ['kernel'],
  },
  {
    name: 'kernel-numbers',
    mutate: numbers.map(name => `src/kernel/${name}.ts`),
    tests: numbers.map(name => `test/kernel/${name}.test.ts`),
    folders: ['kernel'],
  },
  {
    name: 'cache-eviction',
    mutate: ['src/cache/eviction/*.ts'],
    tests: ['test/cache/@(eviction*|frequencySketch|nameIndex).test.ts'],
    folders: ['kernel', 'cache', 'oracle'],
  },
  {
    name: 'cache-engine',
    mutate: ['src/cache/*.ts'],
    tests: [`test/cache/!(eviction*|frequencySketch|nameIndex|${statistics.join('|')}).test.ts`],
    folders: ['kernel', 'cache', 'oracle'],
  },
]

/** Patterns that ignore everything directly in `place` but these folders. */
function only(/** @type {string} */ place, /** @type {string[]} */ folders) {
  return [`!/${place}`, `/${place}/*`, ...folders.map(folder => `!/${place}/${folder}`)]
}

/** @typedef {{ noticed: number, all: number }} Count */

/** @type {(part: Part) => Promise<Count>} */
async function mutate({ name, mutate, tests, folders }) {
  process.env.STAMPEDE_TESTS = tests.join(' ')
  const { Stryker } = await import('@stryker-mutator/core')
  const stryker = new Stryker({
    mutate,
    ignorePatterns: ['/*', '!/scripts', '!/package.json', ...only('src', folders), ...only('test', folders)],
    plugins: [import.meta.resolve('@stryker-mutator/vitest-runner')],
    testRunner: 'vitest',
    vitest: { configFile: 'scripts/mutation.vitest.mjs', related: false },
    // Stryker reads tsconfig.json by a way that TypeScript 7 no longer has; these tests need none.
    tsconfigFile: 'no-tsconfig.json',
    concurrency: 2,
    // What is evaluated once, when a module is loaded, would need every test for each mutant: more than half of the time.
    ignoreStatic: true,
    timeoutMS: 20_000,
    dryRunTimeoutMinutes: 15,
    incremental: true,
    incrementalFile: `${workPlace}/${name}.json`,
    tempDirName: `${workPlace}/sandbox`,
    cleanTempDir: 'always',
    reporters: ['progress-append-only', 'clear-text', 'html'],
    clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
    htmlReporter: { fileName: `${workPlace}/${name}.html` },
    thresholds: { high: 95, low: leastScore, break: null },
  })
  const results = await stryker.runMutationTest()
  const count = (/** @type {string[]} */ ...statuses) =>
    results.filter(({ status }) => statuses.includes(status)).length
  const noticed = count('Killed', 'Timeout')
  return { noticed, all: noticed + count('Survived', 'NoCoverage') }
}

const [wanted = '', ...more] = process.argv.slice(2)
const chosen = parts.filter(({ name }) => name.startsWith(wanted))
if (chosen.length === 0 || more.length > 0) {
  console.error(`usage: npm run mutate [-- kernel|${parts.map(({ name }) => name).join('|')}]`)
  process.exit(2)
}
ensureInstalled()
process.chdir(root)

let noticed = 0
let all = 0
for (const part of chosen) {
  console.log(`\n== ${part.name}`)
  const count = await mutate(part)
  noticed += count.noticed
  all += count.all
}
const score = (100 * noticed) / all
console.log(`\n${noticed} of ${all} mutants noticed: ${score.toFixed(1)} % (at least ${leastScore} %)`)
process.exitCode = score >= leastScore ? 0 : 1
