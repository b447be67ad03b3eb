import type { Problem } from '../../problem.ts'
import { collectNames } from '../names.ts'
import { type MetadataFile, problem } from '../sources.ts'
import { all, type Element, textAt } from '../xml.ts'
import { packaged } from './known.ts'

const ofThePlatform = ['standard-home', 'standard-report', 'standard-Dashboard']

/** Apps and tabs: each leads somewhere, and somebody is allowed to see it. */
export function checkApps(files: MetadataFile[]): Problem[] {
  const names = collectNames(files)
  const named = (type: string) => new Set(packaged(files, type).map(({ name }) => name))
  const [apps, tabs, pages, bundles] = [named('app'), named('tab'), named('flexipage'), named('js')]
  const found: Problem[] = []
  const seenIn = { app: new Set<string>(), tab: new Set<string>() }
  for (const file of packaged(files, 'permissionset')) {
    const say = (element: Element, message: string) => void found.push(problem(file, element, message))
    for (const element of all(file.root, 'applicationVisibilities')) {
      const app = textAt(element, 'application')
      if (!apps.has(app)) say(element, `there is no app ${app}`)
      if (textAt(element, 'visible') === 'true') seenIn.app.add(app)
    }
    for (const element of all(file.root, 'tabSettings')) {
      const tab = textAt(element, 'tab')
      if (!tabs.has(tab) && !ofThePlatform.includes(tab)) say(element, `there is no tab ${tab}`)
      if (textAt(element, 'visibility') !== 'None') seenIn.tab.add(tab)
    }
  }
  for (const file of packaged(files, 'app')) {
    if (textAt(file.root, 'description') === '') found.push(problem(file, file.root, 'the app has no description'))
    for (const tab of all(file.root, 'tabs'))
      if (!tabs.has(tab.text) && !ofThePlatform.includes(tab.text))
        found.push(problem(file, tab, `there is no tab ${tab.text}`))
    if (!seenIn.app.has(file.name)) found.push(problem(file, file.root, 'no permission set shows the app'))
  }
  for (const file of packaged(files, 'tab')) {
    const say = (message: string) => void found.push(problem(file, file.root, message))
    const [page, component] = [textAt(file.root, 'flexiPage'), textAt(file.root, 'lwcComponent')]
    if (textAt(file.root, 'description') === '') say('the tab has no description')
    if (textAt(file.root, 'customObject') === 'true' && !names.hasObject(file.name)) say(`no object ${file.name}`)
    if (page !== '' && !pages.has(page)) say(`there is no page ${page}`)
    if (component !== '' && !bundles.has(component)) say(`there is no component ${component}`)
    if (!/^Custom\d+: \S/.test(textAt(file.root, 'motif'))) say('the motif is none of the platform')
    if (!seenIn.tab.has(file.name)) say('no permission set shows the tab')
  }
  return found
}
