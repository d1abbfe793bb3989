import { readFileSync } from 'node:fs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {(hasPassed: boolean) => Counts} A step that is one test, such as the type check. */
export const oneTest = hasPassed => ({ passed: hasPassed ? 1 : 0, failed: hasPassed ? 0 : 1, skipped: 0 })

/** @type {(file: string, hasPassed: boolean) => Counts} Reads vitest's JSON report. */
export function vitestCounts(file, hasPassed) {
  return readReport(file, hasPassed, report => {
    // A file that could not be loaded has failed without a failing test in it.
    const broken = report.testResults.filter(
      (/** @type {any} */ result) =>
        result.status === 'failed' &&
        !result.assertionResults.some((/** @type {any} */ test) => test.status === 'failed'),
    )
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + broken.length,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  })
}

/** @type {(file: string, hasPassed: boolean) => Counts} Reads Playwright's JSON report. */
export function playwrightCounts(file, hasPassed) {
  return readReport(file, hasPassed, ({ stats }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
  }))
}

/**
 * A runner that ended badly counts as a failure even if its report is missing or shows none.
 * @type {(file: string, hasPassed: boolean, read: (report: any) => Counts) => Counts}
 */
function readReport(file, hasPassed, read) {
  let counts = oneTest(false)
  try {
    counts = read(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    console.error(`No readable test report in ${file}: ${error instanceof Error ? error.message : error}`)
  }
  return hasPassed ? counts : { ...counts, failed: Math.max(1, counts.failed) }
}

/** @type {(all: Counts[]) => Counts} */
export function sum(all) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, failed, skipped } of all) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  return total
}

/** @type {(counts: Counts) => string} */
export function sentence({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
