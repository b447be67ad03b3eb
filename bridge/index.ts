export { Org } from './org/org.ts'
export { Directory } from './org/directory.ts'

export default { fetch: () => new Response('survey bridge') } satisfies ExportedHandler<Env>
