import { ofClock, ofEdge } from './edge.ts'
import type { Kind } from './kind.ts'
import { ofMail } from './mail.ts'
import { ofObject } from './object.ts'
import { ofSalesforce } from './salesforce.ts'

/** Every kind of fault there is: a new one is a line in one of these tables. */
export const kinds: Kind[] = [...ofSalesforce, ...ofMail, ...ofObject, ...ofEdge, ...ofClock]
