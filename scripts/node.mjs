// Runs before anything that an older Node could trip over, so this file and what imports it keep to what Node 18 can parse.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

/** Ends the process with a clear sentence when this Node is too old to build or run Stampede. */
export function requireNode() {
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`Stampede needs Node 20.19 or later; this is ${process.versions.node}`)
  process.exit(1)
}
