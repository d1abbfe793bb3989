import { type Job, trial } from './trial.ts'

/** A process that runs the jobs it is sent, answers once, and ends. */
process.once('message', jobs => {
  process.send?.((jobs as readonly Job[]).map(trial), () => process.disconnect())
})
