import * as z from 'zod'

const text = (max: number) => z.string().max(max)

/** What `npm run org -- doctor` found; `ok` null: it could not be seen. `next`: the next step, empty when there is none. */
export const doctorInput = z.strictObject({
  checks: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z]+\.[a-z0-9-]+$/, 'such as trigger.flow-active'),
        ok: z.boolean().nullable(),
        title: text(200),
        detail: text(1_000),
        next: text(1_000),
      }),
    )
    .max(200),
})
export type DoctorInput = z.output<typeof doctorInput>
export type DoctorResult = DoctorInput & { at: string; ok: boolean }

/** Keeps the last result only. */
export function putDoctor(sql: SqlStorage, { checks }: DoctorInput, now: Date): void {
  sql.exec(
    `INSERT INTO doctor (one, at, checks_json) VALUES (1, ?1, ?2)
     ON CONFLICT (one) DO UPDATE SET at = excluded.at, checks_json = excluded.checks_json`,
    now.getTime(),
    JSON.stringify(checks),
  )
}

/** The last result, or null when no doctor came yet. */
export function lastDoctor(sql: SqlStorage): DoctorResult | null {
  const [row] = sql.exec<{ at: number; checks_json: string }>('SELECT at, checks_json FROM doctor').toArray()
  if (!row) return null
  const { checks } = doctorInput.parse({ checks: JSON.parse(row.checks_json) })
  return { at: new Date(row.at).toISOString(), ok: checks.every(({ ok }) => ok !== false), checks }
}
