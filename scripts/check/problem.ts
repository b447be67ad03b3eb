/** What a check found, where, and in words that say what to do about it. Line 1 stands for the whole file. */
export type Problem = { file: string; line: number; message: string }
