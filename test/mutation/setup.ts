import { scheduler } from 'node:timers/promises'
import fc from 'fast-check'

// workerd has it as a global.
Object.assign(globalThis, { scheduler })
// The same inputs each time: what a mutant survives may not hang on luck.
fc.configureGlobal({ seed: 1 })
