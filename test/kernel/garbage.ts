import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Whether nothing refers to what `make` returned. It is made in a function of its own, so that no local does. */
export async function isForgotten(make: () => object): Promise<boolean> {
  const reference = referenceTo(make)
  // A reference that was made in this turn of the host's loop is kept until its end.
  await new Promise(resolve => setImmediate(resolve))
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return reference.deref() === undefined
}

function referenceTo(make: () => object): WeakRef<object> {
  return new WeakRef(make())
}
