const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { registerSa11yMatcher } = require('@sa11y/jest')

registerSa11yMatcher()

const read = (path) => readFileSync(join(process.cwd(), 'lwc-package', path), 'utf8')
const plain = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')
const pairs = (xml, pattern) => [...xml.matchAll(pattern)].map(({ groups }) => [groups.name, plain(groups.text)])

/** What a person reads in each language: tests are about these words, not about the names of labels. */
const labels = {
  en: pairs(
    read('main/feedback-card/labels/CustomLabels.labels-meta.xml'),
    /<fullName>(?<name>\w+)<\/fullName>[^]*?<value\s*>(?<text>[^]*?)<\/value>/g,
  ),
  fr: pairs(
    read('translations/translations/fr.translation-meta.xml'),
    /<customLabels>\s*<label\s*>(?<text>[^]*?)<\/label>\s*<name>(?<name>\w+)<\/name>/g,
  ),
}

/** From now on components that are loaded speak this language. */
globalThis.speak = (language) => {
  for (const [name, text] of labels[language])
    jest.doMock(`@salesforce/label/c.${name}`, () => ({ __esModule: true, default: text }), { virtual: true })
}
globalThis.speak('en')
