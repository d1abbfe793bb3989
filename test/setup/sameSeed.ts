import fc from 'fast-check'

// A change must not be red because of a world that nobody has met before: that is what `npm run swarm` looks for.
fc.configureGlobal({ seed: 1 })
