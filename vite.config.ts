import mdx from '@mdx-js/rollup'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { remarkPlugins } from './src/prose/pipeline.ts'
import { searchPlugin } from './src/prose/searchPlugin.ts'
import { sourceRegions } from './src/prose/sourceRegions.ts'
import { titlesPlugin } from './src/prose/titlesPlugin.ts'

const prose = mdx({
  remarkPlugins,
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
    // A test that hangs ends; on a busy machine one of thousands of runs takes longer than the usual five seconds.
    testTimeout: 120_000,
  },
})
