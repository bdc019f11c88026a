import { runAction } from '../frame.ts'
import { watchStep } from './watch.ts'

await runAction(watchStep)
