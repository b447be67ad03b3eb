/** One thing wrong in a document: where (`program/case-closed#recipient.person`) and what to do. */
export type Problem = { path: string; message: string }
