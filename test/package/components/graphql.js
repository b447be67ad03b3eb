export { graphql } from '@salesforce/sfdx-lwc-jest/src/lightning-stubs/graphql/graphql'

/** The query as it was written, so that a test can answer one of several. */
export const gql = (strings) => strings.join('')
