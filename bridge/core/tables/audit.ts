/** Keeps who did what to which id; append only. */
export function note(
  sql: SqlStorage,
  who: 'operator' | 'admin' | 'customer',
  what: string,
  of: string,
  now: Date,
): void {
  sql.exec('INSERT INTO audit (at, who, what, of) VALUES (?1, ?2, ?3, ?4)', now.getTime(), who, what, of)
}
