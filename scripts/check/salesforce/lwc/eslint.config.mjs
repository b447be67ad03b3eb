import recommended from '@salesforce/eslint-config-lwc/recommended.js'

const names = [
  'afterAll',
  'afterEach',
  'beforeAll',
  'beforeEach',
  'describe',
  'expect',
  'it',
  'jest',
  'process',
  'require',
]

const isTrue = (name) => `:has(> Property[key.name="${name}"][value.value=true])`

/** Salesforce's recommended rules for Lightning web components, with what their tests may do besides. */
export default [
  ...[recommended].flat().map((config) => ({ files: ['**/lwc/**/*.js'], ...config })),
  {
    files: ['**/lwc/**/*.js'],
    // A small function stands below the one that needs it; a value that is not there yet is still an error.
    rules: {
      'no-use-before-define': ['error', { functions: false, variables: false }],
      // What the AppExchange review asks of components (PMD calls it AvoidLwcBubblesComposedTrue).
      'no-restricted-syntax': [
        'error',
        {
          selector: `ObjectExpression${isTrue('bubbles')}${isTrue('composed')}`,
          message: 'the event leaves the component for the whole page',
        },
      ],
    },
  },
  {
    files: ['**/__tests__/**'],
    languageOptions: { globals: Object.fromEntries(names.map((name) => [name, 'readonly'])) },
    rules: {
      '@lwc/lwc/no-unexpected-wire-adapter-usages': 'off', // a test emits what a wire adapter says
      '@lwc/lwc/prefer-custom-event': 'off', // a test plays the browser, whose events are plain
    },
  },
]
