import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'rollup'
import { packageComponents } from './sources.ts'

const browser = (file: string): string => fileURLToPath(new URL(`browser/${file}`, import.meta.url))
export const browserFolder = browser('')
export const entry = browser('main.ts')

/** Modules of the platform that are ours here, because lightning-base-components does not bring them. */
const modules: Record<string, string> = {
  'lightning/uiRecordApi': 'wires/records.ts',
  'lightning/uiObjectInfoApi': 'wires/object-info.ts',
  'lightning/graphql': 'wires/graphql.ts',
  'lightning/navigation': 'navigation.ts',
  'lightning/platformShowToastEvent': 'events.ts',
  'lightning/actions': 'events.ts',
  'lightning/refresh': 'events.ts',
  'lightning/flowSupport': 'events.ts',
}

// One engine for "lwc" and "@lwc/engine-dom" (with two copies `class extends` fails), and lwc's own version of it: the Jest preset brings
// an older one that npm may hoist.
const require = createRequire(import.meta.url)
const fromLwc = createRequire(require.resolve('lwc'))
const runtime = (name: string): string => join(dirname(fromLwc.resolve(`${name}/package.json`)), 'dist/index.js')
const engines: Record<string, () => string> = {
  lwc: () => runtime('@lwc/engine-dom'),
  '@lwc/engine-dom': () => runtime('@lwc/engine-dom'),
  '@lwc/synthetic-shadow': () => runtime('@lwc/synthetic-shadow'),
}

/** esbuild comes with wrangler, which bundles the bridge with it. */
const { transform } = createRequire(require.resolve('wrangler/package.json'))('esbuild') as {
  transform: (code: string, options: { loader: 'ts' }) => Promise<{ code: string }>
}

const marker = '\0stand-in:'
const iconLibrary = /^lightning\/iconSvgTemplates(Utility|Standard|Custom|Action|Doctype)(Rtl)?$/
const scoped = /^@salesforce\/(apex\/|label\/c\.|schema\/|user\/|customPermission\/|client\/formFactor|i18n\/)/

/** Answers `lightning/…` and `@salesforce/…` modules as the platform would; what it does not know, the bundler complains about. */
export const platform = (): Plugin => ({
  name: 'platform',
  resolveId(id) {
    const engine = engines[id]
    if (engine) return engine()
    const module = modules[id]
    if (module) return browser(module)
    if (iconLibrary.test(id)) return marker + id
    return id === 'stand-in/components' || (scoped.test(id) && virtual(id) !== null) ? marker + id : null
  },
  async load(id) {
    if (id.startsWith(marker)) return virtual(id.slice(marker.length))
    if (!id.startsWith(browserFolder)) return null
    const { code } = await transform(readFileSync(id, 'utf8'), { loader: 'ts' })
    return code
  },
})

function virtual(id: string): string | null {
  const [, sprite, rightToLeft] = iconLibrary.exec(id) ?? []
  if (sprite) return rightToLeft ? 'export default {}' : iconsOf(sprite)
  const [, kind = '', name = ''] = /^@salesforce\/(\w+)[/](.+)$/.exec(id) ?? []
  const fromPage = (what: string) => `import { ${what.split('(')[0]} } from ${JSON.stringify(browser('page.ts'))}\n`
  switch (kind) {
    case 'apex':
      return `import { apexMethod } from ${JSON.stringify(browser('wires/apex.ts'))}\nexport default apexMethod(${JSON.stringify(name)})`
    case 'label':
      return `${fromPage('label')}export default label(${JSON.stringify(name.slice(2))})`
    case 'schema':
      return `export default ${JSON.stringify(schemaToken(name))}`
    case 'user':
      return `${fromPage('settings')}export default ${name === 'Id' ? 'settings.userId' : 'false'}`
    case 'customPermission':
      return `${fromPage('permission')}export default permission(${JSON.stringify(name)})`
    case 'client':
      return `export default matchMedia('(max-width: 767px)').matches ? 'Small' : 'Large'`
    case 'i18n': {
      const setting = i18n[name]
      return setting ? `${fromPage('settings')}export default ${setting}` : null
    }
    default:
      return `import '@lwc/synthetic-shadow'\nexport const components = {}\n${componentMap()}`
  }
}

/** Of 2,000 icons, each a template to compile, those that somebody names. One that is not there breaks the build. */
function iconsOf(sprite: string): string {
  const base = join(dirname(require.resolve('lightning-base-components/package.json')), 'src/lightning')
  const folder = join(base, `iconSvgTemplates${sprite}/buildTemplates/${sprite.toLowerCase()}`)
  const names = namedIcons(base).filter((name) => name.startsWith(`${sprite.toLowerCase()}:`))
  const imports = names.map((name, index) => {
    const file = join(folder, `${name.split(':')[1]}.html`)
    return `import icon${index} from ${JSON.stringify(file)}\nicons.${name.replace(':', '_')} = icon${index}`
  })
  return `const icons = {}\n${imports.join('\n')}\nexport default icons`
}

/** Every `sprite:name` in the package's components, and in those base components that a page of ours can hold. */
function namedIcons(base: string): string[] {
  const ours = packageComponents().flatMap(({ path }) => globSync(`${dirname(path)}/*.{js,html}`))
  const theirs = globSync(`${base}/{${basesWithIcons}}/*.{js,html}`)
  const texts = [...ours, ...theirs].map((file) => readFileSync(file, 'utf8'))
  const found = texts.flatMap((text) => text.match(/\b(utility|standard|custom|action|doctype):[a-z0-9_]+/g) ?? [])
  return [...new Set(found)].sort()
}

const basesWithIcons =
  'alert,baseCombobox,button,buttonIcon,buttonMenu,card,combobox,confirm,datatable,helptext,input,menuItem,modal*,pill,primitive*,progress*,radioGroup,tab*,textarea,toast'

/** The rest of `@salesforce/i18n` comes from lightning-base-components. */
const i18n: Record<string, string> = {
  lang: 'settings.language',
  locale: 'settings.locale',
  timeZone: 'settings.timeZone',
  currency: 'settings.currency',
}

function schemaToken(name: string) {
  const [objectApiName = '', ...field] = name.split('.')
  return field.length > 0 ? { objectApiName, fieldApiName: field.join('.') } : { objectApiName }
}

const componentMap = (): string =>
  packageComponents()
    .filter(({ isExposed }) => isExposed)
    .map(({ name }) => `import ${name} from 'c/${name}'\ncomponents.${name} = ${name}`)
    .join('\n')
