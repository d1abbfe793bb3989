// Starts a pool whose only job never ends by itself.
import 'tsx'

const { onAllCores } = await import('../../../src/cli/pool/onAllCores.ts')

await onAllCores(new URL('./worker.mjs', import.meta.url), [{ prints: 'at work', awaits: '/nowhere' }])
