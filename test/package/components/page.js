import { createElement } from 'lwc'
import { graphql } from 'lightning/graphql'

/** Puts a component on the page and waits until it stands. */
export async function show(is, properties = {}) {
  const element = createElement('c-under-test', { is })
  Object.assign(element, properties)
  document.body.appendChild(element)
  await settle()
  return element
}

export function clear() {
  while (document.body.firstChild) document.body.firstChild.remove()
}

/** Promises and renderings that wait for each other. */
export async function settle() {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve()
}

/** Everything a person can read, children's insides included. */
export function textOf(node) {
  const inside = node.shadowRoot ? [...node.shadowRoot.childNodes] : []
  const own = node.nodeType === Node.TEXT_NODE ? [node.textContent] : []
  const words = node.tagName?.startsWith('LIGHTNING-') && typeof node.label === 'string' ? [node.label] : []
  return [...own, ...words, ...[...inside, ...node.childNodes].map(textOf)].join(' ').replace(/\s+/g, ' ').trim()
}

/** The first element by selector, also inside children. */
export const find = (root, selector) => findAll(root, selector)[0] ?? null

export function findAll(root, selector) {
  const scope = root.shadowRoot ?? root
  const here = [...scope.querySelectorAll(selector)]
  const below = [...scope.querySelectorAll('*')]
    .filter((one) => one.shadowRoot)
    .flatMap((one) => findAll(one, selector))
  return [...here, ...below]
}

/** Answers the query that has this name, as Salesforce would. */
export async function answer(name, query, refresh) {
  graphql.emit({ uiapi: { query } }, ({ query: asked }) => asked?.includes(`query ${name}`), refresh)
  await settle()
}

/** With errors Salesforce gives data that is there and empty; its stub for jest gives one of the two. */
export async function refuse(name, message, refresh) {
  const emit = Object.getPrototypeOf(graphql).emit.bind(graphql)
  emit({ data: {}, errors: [{ message }], refresh }, ({ query: asked }) => asked?.includes(`query ${name}`))
  await settle()
}

/** What Salesforce says of an object that this user may not read. */
export const notInSchema = (object) =>
  `Validation error of type FieldUndefined: Field '${object}' in type 'RecordQuery' is undefined @ 'uiapi/query/${object}'`

/** A list as GraphQL gives it: plain values become `{ value }`, lists become connections. */
export const connection = (rows, hasNextPage = false) => ({
  edges: rows.map((row) => ({ node: nodeOf(row) })),
  pageInfo: { hasNextPage },
})

const nodeOf = (row) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (name === 'Id') return [name, value]
      if (Array.isArray(value)) return [name, connection(value)]
      return [name, name === 'contact' || name === 'lead' ? { Name: { value } } : { value }]
    }),
  )

export const TOAST = 'lightning__showtoast'
