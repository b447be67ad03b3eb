import { invitationFacts } from './facts.ts'
import { mirrorMapping } from '../definitions/sources.ts'
import type { Library } from '../definitions/library.ts'
import { planWrites } from '../write-back/plan.ts'
import type { NewWrite } from '../write-back/writes.ts'
import { findSubject, type Subject } from './mapping-context.ts'

export type ChangeEvent = 'invitation.changed' | 'response.partial' | 'response.completed'
