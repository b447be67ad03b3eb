const { createRequire } = require('node:module')
const { join } = require('node:path')

// What only tests of components need has a manifest of its own: other versions than the project's.
const tools = join(__dirname, '../../../scripts/check/salesforce')
const { jestConfig } = createRequire(join(tools, 'package.json'))('@salesforce/sfdx-lwc-jest/config')

/** Lightning web components, each with its tests beside it. Run from the root of the project. */
module.exports = {
  ...jestConfig,
  roots: ['<rootDir>/lwc-package/main', '<rootDir>/test/package/components'],
  testMatch: ['**/__tests__/**/*.test.js'],
  testTimeout: 60_000, // the accessibility rules take seconds on a busy machine
  modulePaths: [join(tools, 'node_modules')],
  // The stub of `gql` forgets the text, so nobody could tell two queries of one component apart.
  moduleNameMapper: {
    '^lightning/graphql$': join(__dirname, 'graphql.js'),
    '^testing/(.*)$': join(__dirname, '$1.js'),
  },
  setupFilesAfterEnv: [...jestConfig.setupFilesAfterEnv, join(__dirname, 'setup.cjs')],
}
