import { packaged } from '../known.ts'
import type { MetadataFile } from '../../sources.ts'
import { all, type Element, textAt } from '../../xml.ts'
import { type Column, columnsOf } from './report-types.ts'

export type Condition = { column: string; operator: string; value: string; element: Element }
export type Formula = { name: string; text: string; element: Element }

/** A report as its file says it, with the columns its type offers. */
export type Report = {
  file: MetadataFile
  /** `Survey_Bridge/CSAT_by_Month` */
  path: string
  type: MetadataFile | undefined
  offered: Map<string, Column>
  columns: string[]
  groupings: string[]
  formulas: Formula[]
  conditions: Condition[]
  logic: string
}

export const reportsOf = (files: MetadataFile[]): Report[] =>
  packaged(files, 'report').map((file) => {
    const { root } = file
    const type = packaged(files, 'reportType').find(({ name }) => `${name}__c` === textAt(root, 'reportType'))
    const filter = all(root, 'filter')[0]
    return {
      file,
      path: `${file.parent}/${file.name}`,
      type,
      offered: new Map(type && columnsOf(files, type).map((column) => [column.name, column])),
      columns: all(root, 'columns').map((column) => textAt(column, 'field')),
      groupings: [...all(root, 'groupingsDown'), ...all(root, 'groupingsAcross')].map((one) => textAt(one, 'field')),
      formulas: all(root, 'aggregates').map((element) => ({
        name: textAt(element, 'developerName'),
        text: textAt(element, 'calculatedFormula'),
        element,
      })),
      conditions: filter
        ? all(filter, 'criteriaItems').map((element) => ({
            column: textAt(element, 'column'),
            operator: textAt(element, 'operator'),
            value: textAt(element, 'value'),
            element,
          }))
        : [],
      logic: textAt(filter, 'booleanFilter'),
    }
  })

/** `Survey_Response__c.CSAT__c:AVG` in a formula: the column it summarises, and how. */
export const summariesIn = (formula: string, offered: Map<string, Column>): { column: string; how: string }[] =>
  [...formula.matchAll(/([\w.]+):(\w+)/g)].map(([, path = '', how = '']) => ({
    column: [...offered.keys()].find((name) => name.replace('$', '.') === path) ?? path,
    how,
  }))
