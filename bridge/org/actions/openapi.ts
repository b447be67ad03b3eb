import * as z from 'zod'
import { connectionStates } from '../../operating/standing.ts'
import type { Described } from '../api/openapi/describe.ts'
import { doctorInput } from './doctor.ts'

const text = z.string()
const count = z.int32()
const at = text.meta({ format: 'date-time' })

/** How the bridge stands for an org, and what its doctor found. */
export function packageShapes(): Record<string, z.ZodType> {
  const Doctor = z.object({ at, ok: z.boolean(), checks: doctorInput.shape.checks }).nullable()
  return {
    DoctorInput: doctorInput,
    DoctorResult: z.object({ doctor: Doctor }),
    PackageStatus: z.object({
      version: text,
      now: at,
      programs: z.array(z.object({ name: text, object: text, survey: text, mode: text, by: text, notSent: text })),
      connections: z.array(
        z.object({ name: text, app: text, state: z.enum(connectionStates), message: text.nullable() }),
      ),
      work: z.object({ waiting: count, dead: count, unknown: count, held: count, lastWriteAt: at.nullable() }),
      alerts: z.array(z.object({ code: text, detail: text, raisedAt: at })),
      month: z
        .object({ invitations: count, responses: count, rows: count, megabytes: z.number() })
        .describe('The last 30 days, about: worked out from the newest 1,000 invitations'),
      doctor: Doctor.describe('What the doctor found last; null: none came yet'),
    }),
  }
}

export const doctorDoors: Described[] = [
  {
    route: 'PUT /api/orgs/{orgKey}/doctor',
    id: 'putDoctor',
    summary: 'Keeps what the doctor found, for the Setup Assistant',
    opensTo: ['api'],
    body: 'DoctorInput',
    answers: { 200: 'Nothing' },
  },
  {
    route: 'GET /api/orgs/{orgKey}/doctor',
    id: 'showDoctor',
    summary: 'What the doctor found last',
    opensTo: ['api'],
    answers: { 200: 'DoctorResult' },
  },
]
