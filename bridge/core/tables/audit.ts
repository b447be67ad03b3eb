export type Who = 'operator' | 'admin' | `user ${string}` // of Salesforce

/** Keeps who did what to which ids; append only. */
export function note(sql: SqlStorage, who: Who, what: string, of: string | string[], now: Date): void {
  sql.exec(
    'INSERT INTO audit (at, who, what, of) SELECT ?1, ?2, ?3, value FROM json_each(?4)',
    now.getTime(),
    who,
    what,
    JSON.stringify([of].flat()),
  )
}
