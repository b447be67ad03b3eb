import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPageOfAnOrg } from './an-org.ts'

let page: Awaited<ReturnType<typeof aPageOfAnOrg>>
let contact: string
let account: string
beforeAll(async () => {
  page = await aPageOfAnOrg()
  account = await page.org.save('Account', { Name: 'Martin' })
  contact = await page.org.save('Contact', { LastName: 'Lefèvre', AccountId: account })
  for (const score of [1, 2, 3, 4, 5]) {
    const response = await page.org.save('Survey_Response__c', {
      Response_Key__c: `r${score}`,
      Contact__c: score < 5 ? contact : null,
      Account__c: account,
      CSAT__c: score,
      Method__c: score < 3 ? 'mean' : 'share_of_4_and_5',
      Submitted_At__c: `2026-11-0${score}T10:00:00Z`,
    })
    await page.org.save('Survey_Answer__c', {
      Answer_Key__c: `a${score}`,
      Response__c: response,
      Value_Number__c: score,
    })
  }
})
afterAll(() => page.stop())

/** The scores a query over responses finds, in its order. */
const scores = async (given: string, variables: Record<string, unknown> = {}, head = '') => {
  const { data, errors } = await page.graphql(
    `query q${head} { uiapi { query { Survey_Response__c(${given}) { edges { node { CSAT__c { value } } } } } } }`,
    variables,
  )
  if (errors.length > 0) return errors
  type Found = { uiapi: { query: { Survey_Response__c: { edges: { node: { CSAT__c: { value: number } } }[] } } } }
  return (data as Found).uiapi.query.Survey_Response__c.edges.map(({ node }) => node.CSAT__c.value)
}
const newest = 'orderBy: { CSAT__c: { order: DESC } }'

describe('a list', () => {
  it.each([
    ['by a lookup', `where: { Contact__c: { eq: $id } }, ${newest}`, [4, 3, 2, 1]],
    ['by one of two', `where: { or: [{ CSAT__c: { eq: 5 } }, { Method__c: { eq: "mean" } }] }, ${newest}`, [5, 2, 1]],
    ['by not', `where: { not: { CSAT__c: { in: [1, 2, 3] } } }, ${newest}`, [5, 4]],
    ['by an empty list', `where: { CSAT__c: { in: [] } }`, []],
    ['by a parent', `where: { Contact__r: { Name: { like: "Lef%" } } }, ${newest}`, [4, 3, 2, 1]],
    ['by nothing there', `where: { Contact__c: { eq: null } }`, [5]],
    ['by a moment', `where: { Submitted_At__c: { gte: { value: "2026-11-04T00:00:00Z" } } }, ${newest}`, [5, 4]],
    ['by a range of days', `where: { CreatedDate: { gte: { range: { last_n_days: 2 } } } }, first: 1, ${newest}`, [5]],
    ['by today', `where: { CreatedDate: { eq: { literal: TODAY } } }, first: 1, ${newest}`, [5]],
    ['from the oldest', `first: 2, orderBy: [{ Submitted_At__c: { order: ASC, nulls: LAST } }]`, [1, 2]],
  ])('is found %s', async (_, given, expected) => {
    expect(await scores(given, { id: contact }, '($id: ID)')).toEqual(expected)
  })

  it('goes on where the page before it ended', async () => {
    const query = `query q($after: String) { uiapi { query { Survey_Response__c(first: 2, after: $after, ${newest}) {
      edges { cursor node { CSAT__c { value } } } totalCount pageResultCount
      pageInfo { hasNextPage hasPreviousPage endCursor } } } } }`
    type Page = {
      edges: { cursor: string; node: { CSAT__c: { value: number } } }[]
      totalCount: number
      pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string }
    }
    const pages: Page[] = []
    for (let after: string | null = null; pages.length < 3; after = pages.at(-1)!.pageInfo.endCursor) {
      const { data } = await page.graphql(query, { after })
      pages.push((data as { uiapi: { query: { Survey_Response__c: Page } } }).uiapi.query.Survey_Response__c)
    }
    expect(pages.map(({ edges }) => edges.map(({ node }) => node.CSAT__c.value))).toEqual([[5, 4], [3, 2], [1]])
    expect(pages.map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false])
    expect(pages[0]!.edges[1]!.cursor).toBe(pages[0]!.pageInfo.endCursor)
    expect(pages[2]!.totalCount).toBe(5)
  })
})

describe('a record', () => {
  it('has values, names in the language of the user, parents and children', async () => {
    await page.org.save('Survey_Invitation__c', { Invitation_Key__c: 'i', Status__c: 'Sent', Contact__c: contact })
    const { data, errors } = await page.graphql(
      `query { uiapi { query {
        asked: Survey_Invitation__c(first: 1) { edges { node {
          Id status: Status__c { value label displayValue }
          person: Contact__r { Name { value } Account { Name { value } } }
          nobody: Lead__r { Name { value } } Owner { ...on User { Name { value } } } } } }
        Account(first: 1) { edges { node { Survey_Responses__r(first: 1, ${newest}) { edges { node {
          CSAT__c { value displayValue } Submitted_At__c { displayValue }
          Survey_Answers__r(first: 5) { edges { node { Value_Number__c { value } } } } } } } } } }
      } } }`,
      {},
      'fr',
    )
    expect(errors).toEqual([])
    const { asked, Account } = (data as { uiapi: { query: Record<string, { edges: { node: object }[] }> } }).uiapi.query
    expect(asked!.edges[0]!.node).toMatchObject({
      status: { value: 'Sent', label: 'Envoyée', displayValue: 'Envoyée' },
      person: { Name: { value: 'Lefèvre' }, Account: { Name: { value: 'Martin' } } },
      nobody: null,
      Owner: { Name: { value: 'Ada Agent' } },
    })
    const answers = { edges: [{ node: { Value_Number__c: { value: 5 } } }] }
    expect(Account!.edges[0]!.node).toEqual({
      Survey_Responses__r: {
        edges: [
          {
            node: {
              CSAT__c: { value: 5, displayValue: '5' },
              Submitted_At__c: { displayValue: '05/11/2026 11:00' },
              Survey_Answers__r: answers,
            },
          },
        ],
      },
    })
  })

  it('is counted in groups', async () => {
    const { data, errors } = await page.graphql(`query { uiapi { aggregate { Survey_Response__c(
      where: { Contact__c: { ne: null } }, groupBy: { Method__c: { group: true } }, orderBy: { Method__c: { order: ASC } }
    ) { edges { node { aggregate { Method__c { value } CSAT__c { avg { value } } Id { count { value } } } } } } } } }`)
    expect(errors).toEqual([])
    const group = (method: string, mean: number) => ({
      node: {
        aggregate: { Method__c: { value: method }, CSAT__c: { avg: { value: mean } }, Id: { count: { value: 2 } } },
      },
    })
    expect(data).toMatchObject({
      uiapi: { aggregate: { Survey_Response__c: { edges: [group('mean', 1.5), group('share_of_4_and_5', 3.5)] } } },
    })
  })
})

describe('a mistake', () => {
  const undefinedField = (name: string, type = 'Survey_Response__c') =>
    `Validation error (FieldUndefined@[uiapi/query/Survey_Response__c/edges/node/${name}]) : Field '${name}' in type '${type}' is undefined`

  it('in the name of a field answers nothing at all, unless the field is optional', async () => {
    const asked = (more: string) =>
      page.graphql(`query { uiapi { query { Survey_Response__c(first: 1) { edges { node { Id ${more} } } } } } }`)
    expect(await asked('Mood__c { value }')).toEqual({ data: {}, errors: [undefinedField('Mood__c')] })
    expect(await asked('csat__c { value }')).toEqual({ data: {}, errors: [undefinedField('csat__c')] })
    const { data, errors } = await asked('Mood__c @optional { value } Pet__r @optional { Name { value } }')
    expect(errors).toEqual([])
    expect(Object.keys((data as ReturnType<typeof Object>).uiapi.query.Survey_Response__c.edges[0].node)).toEqual([
      'Id',
    ])
  })

  it.each([
    ['a filter on a field that is not there', 'where: { Mood__c: { eq: 1 } }', "not in 'Survey_Response__c_Filter'"],
    ['a filter on a long text', 'where: { Comment__c: { like: "x%" } }', "not in 'Survey_Response__c_Filter'"],
    ['an order by a long text', 'orderBy: { Comment__c: { order: ASC } }', "not in 'Survey_Response__c_OrderBy'"],
    ['an operator', 'where: { CSAT__c: { is: 1 } }', "has no operator 'is'"],
    ['an argument', 'last: 1', "Unknown field argument 'last'"],
    ['too many rows', 'first: 2001', 'it is from 1 to 2000'],
    ['a filter whose variable was not given', 'where: { Contact__c: { eq: $id } }', 'its variable has no value'],
  ])('is told: %s', async (_, given, message) => {
    const [told, ...more] = await scores(given, {}, '($id: ID)')
    expect(told).toContain(message)
    expect(more).toEqual([])
  })

  it('in the text is told, and a value without its parts', async () => {
    expect((await page.graphql('query { uiapi {')).errors[0]).toContain('Syntax Error')
    const { errors } = await page.graphql('query { uiapi { query { Case(first: 1) { edges { node { Subject } } } } } }')
    expect(errors[0]).toContain('Subselection required')
  })
})
