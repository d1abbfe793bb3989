import { fileURLToPath } from 'node:url'
import { defineConfig } from '@playwright/test'
import { findBrowser } from '../../scripts/browser.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
// Several people may test at once, each their own build.
const port = process.env.E2E_PORT ?? '4199'
const outDir = process.env.E2E_DIST ?? 'dist'
const address = `http://localhost:${port}`
const executablePath = await findBrowser()

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results',
  retries: 0,
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  preserveOutput: 'failures-only',
  // Waits for conditions, not limits on speed: two browsers share whatever cores there are.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: address,
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --port ${port} --strictPort --outDir ${outDir}`,
    cwd: root,
    url: address,
    reuseExistingServer: false,
  },
})
