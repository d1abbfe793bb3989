// How Stryker runs the tests in its copy of the project (scripts/mutate.mjs).
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: process.env.STAMPEDE_TESTS?.split(' ') ?? [],
    // Most of the time would go into loading the same modules for each of the files.
    isolate: false,
    // Code prepared for mutation is several times slower.
    testTimeout: 120_000,
  },
})
