import type { Problem } from '../../problem.ts'
import { type MetadataFile, problem } from '../sources.ts'
import { all, type Element, textAt } from '../xml.ts'
import { packaged } from './known.ts'

/**
 * French for what is no field: sections of page layouts, buttons, the app, tabs of pages, report types, custom labels.
 * List views have no translation, names of reports and dashboards none before API version 67.0
 * (Metadata API Developer Guide: ReportTranslation, DashboardTranslation).
 */
export function checkFrench(files: MetadataFile[]): Problem[] {
  return [...checkSections(files), ...checkButtons(files), ...checkNames(files)]
}

function checkSections(files: MetadataFile[]): Problem[] {
  return packaged(files, 'layout').flatMap((file) => {
    const [object = '', ...rest] = file.name.split('-')
    const translation = files.find(({ type, name }) => type === 'objectTranslation' && name === `${object}-fr`)
    const translated = all(translation?.root ?? file.root, 'layouts').find(
      (layout) => textAt(layout, 'layout') === rest.join('-'),
    )
    const french = new Set(translated && all(translated, 'sections').map((section) => textAt(section, 'section')))
    const english = all(file.root, 'layoutSections').map((section) => textAt(section, 'label'))
    const missing = english.filter((label) => !french.delete(label))
    return [
      ...missing.map((label) => problem(file, file.root, `the section ${label} has no French label`)),
      ...[...french].map((label) => problem(translation!, translation!.root, `the layout has no section ${label}`)),
    ]
  })
}

/** Quick actions (`Case.Send_Survey`) and list buttons stand with the object. */
function checkButtons(files: MetadataFile[]): Problem[] {
  const buttons = [
    ...packaged(files, 'quickAction').map((file) => ({ file, kind: 'quickActions', path: file.name.split('.') })),
    ...packaged(files, 'webLink').map((file) => ({ file, kind: 'webLinks', path: [file.parent, file.name] })),
  ]
  return buttons.flatMap(({ file, kind, path: [object = '', name = ''] }) => {
    const translation = files.find((other) => other.type === 'objectTranslation' && other.name === `${object}-fr`)
    const translated = translation && all(translation.root, kind).find((one) => textAt(one, 'name') === name)
    return textAt(translated, 'label') === '' ? [problem(file, file.root, `${name} has no French label`)] : []
  })
}

/** What stands in `fr.translation-meta.xml`, by the element that holds it. */
function checkNames(files: MetadataFile[]): Problem[] {
  const named = (type: string) => packaged(files, type).map((file) => ({ file, element: file.root, name: file.name }))
  const labels = packaged(files, 'labels').flatMap((file) =>
    all(file.root, 'labels').map((element) => ({ file, element, name: textAt(element, 'fullName') })),
  )
  const expected: Record<string, { file: MetadataFile; element: Element; name: string }[]> = {
    customApplications: named('app'),
    customLabels: labels,
    customTabs: named('tab').filter(({ element }) => textAt(element, 'customObject') !== 'true'),
    reportTypes: named('reportType'),
  }
  const translations = files.filter(({ type, name }) => type === 'translation' && name === 'fr')
  return Object.entries(expected).flatMap(([kind, things]) => {
    const translated = translations.flatMap((file) =>
      all(file.root, kind).map((element) => ({ file, element, name: textAt(element, 'name') })),
    )
    const names = translated.map(({ name }) => name)
    return [
      ...things
        .filter(({ name }) => !names.includes(name))
        .map(({ file, element, name }) => problem(file, element, `${name} has no French among ${kind}`)),
      ...translated
        .filter(({ name }) => !things.some((thing) => thing.name === name))
        .map(({ file, element, name }) => problem(file, element, `there is no ${name} among ${kind}`)),
      ...translated
        .filter(({ name }, index) => names.indexOf(name) !== index)
        .map(({ file, element, name }) => problem(file, element, `${name} stands twice among ${kind}`)),
      ...translated
        .filter(({ element }) => textAt(element, 'label') === '')
        .map(({ file, element, name }) => problem(file, element, `${name} has no label`)),
    ]
  })
}
