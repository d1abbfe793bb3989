import { measuredRun } from '../measuredRun.ts'
import { answerJobs } from './answerJobs.ts'

answerJobs(measuredRun)
