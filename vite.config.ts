import { existsSync } from 'node:fs'
import path from 'node:path'
import mdx from '@mdx-js/rollup'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { remarkRecorded } from './src/playbook/recorded/remarkRecorded.ts'
import { remarkPlugins } from './src/prose/pipeline.ts'
import { searchPlugin } from './src/prose/searchPlugin.ts'
import { sourceRegions } from './src/prose/sourceRegions.ts'
import { titlesPlugin } from './src/prose/titlesPlugin.ts'

const isRecorded = (excerpt: string) =>
  existsSync(path.join(import.meta.dirname, 'src/playbook/recorded/runs', `${excerpt}.json`))

const prose = mdx({
  remarkPlugins: [...remarkPlugins, [remarkRecorded, isRecorded]],
  providerImportSource: '@mdx-js/react',
})

export default defineConfig({
  // MDX has to be JavaScript before the React plugin looks at it.
  plugins: [
    sourceRegions(),
    searchPlugin(),
    titlesPlugin(),
    { enforce: 'pre', ...prose },
    react({ include: /\.(mdx|ts|tsx)$/ }),
  ],
  worker: { format: 'es' },
  // The manifest says which files a page loads at once; `npm run size` adds them up.
  build: { target: 'es2022', sourcemap: false, manifest: true },
  test: {
    environment: 'node',
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**'],
    setupFiles: ['test/setup/sameSeed.ts'],
    pool: 'forks',
    maxWorkers: 2,
    retry: 0,
    // What hangs ends; on a busy machine one of thousands of runs takes longer than the usual five seconds, and so does what a hook reads.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
