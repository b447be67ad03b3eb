import { describe, expect, it } from 'vitest'
import { checkMetadataSources } from '../../../scripts/check/metadata.ts'
import { planted, sources } from '../sources.ts'

const folder = 'lwc-package/main/reports'
const csat = `${folder}/reports/Survey_Bridge/CSAT_by_Month.report-meta.xml`
const rate = `${folder}/reports/Survey_Bridge/Response_Rate_by_Program.report-meta.xml`
const latest = `${folder}/reports/Survey_Bridge/Latest_Bad_Answers.report-meta.xml`
const answers = `${folder}/reportTypes/Survey_Responses_with_Answers.reportType-meta.xml`
const records = `${folder}/reportTypes/Survey_Responses_with_Records.reportType-meta.xml`
const board = 'lwc-package/dashboard/dashboards/Survey_Bridge/Customer_Feedback.dashboard-meta.xml'

describe('a planted mistake is found', () => {
  it.each([
    [
      'a report type of no object',
      records,
      '<baseObject>Survey_Response__c',
      '<baseObject>Survey_Reply__c',
      /no object Survey_Reply__c/,
    ],
    ['a column of no field', records, '<field>CSAT__c', '<field>Csat__c', /no field Csat__c/],
    ['a column of no parent field', records, '>Case__c.Origin<', '>Case__c.Orign<', /no field Case__c\.Orign/],
    [
      'a column of no table',
      records,
      '<table>Survey_Response__c',
      '<table>Survey_Answer__c',
      /no table of this report type/,
    ],
    [
      'a join of no relationship',
      answers,
      '<relationship>Survey_Answers__r',
      '<relationship>Answers__r',
      /no related list Answers__r/,
    ],
    ['a score that a join repeats', answers, '<field>Survey__c', '<field>CSAT__c', /CSAT__c: the join repeats it/],
    ['a report of no type', csat, '<reportType>Survey_Responses', '<reportType>Responses', /no report type/],
    [
      'a report column that is not offered',
      csat,
      '<field>Survey_Response__c$CSAT__c',
      '<field>Survey_Response__c$Csat__c',
      /no column Survey_Response__c\$Csat__c/,
    ],
    [
      'a grouping that is not offered',
      rate,
      '<field>Survey_Invitation__c$Program__c',
      '<field>Survey_Invitation__c$Plan__c',
      /no column Survey_Invitation__c\$Plan__c/,
    ],
    [
      'a filter that is not offered',
      csat,
      '<column>Survey_Response__c$Is_Bot__c',
      '<column>Survey_Response__c$Robot__c',
      /no column Survey_Response__c\$Robot__c/,
    ],
    [
      'a date that is not offered',
      csat,
      '<dateColumn>Survey_Response__c$Submitted_At__c',
      '<dateColumn>Survey_Response__c$Sent_At__c',
      /no column Survey_Response__c\$Sent_At__c/,
    ],
    [
      'a column that is grouped by',
      csat,
      '<field>Survey_Response__c$CSAT__c',
      '<field>Survey_Response__c$Submitted_At__c',
      /grouped by/,
    ],
    ['an average of a text', csat, '.CSAT__c:AVG', '.Program__c:AVG', /is no number/],
    ['a summary that is none', csat, ':AVG', ':MEAN', /no summary MEAN/],
    ['a chart of no measure', csat, '<column>FORMULA1', '<column>FORMULA9', /no measure FORMULA9/],
    [
      'a chart of no grouping',
      csat,
      '<groupingColumn>Survey_Response__c$Submitted_At__c',
      '<groupingColumn>Survey_Response__c$Program__c',
      /does not group by/,
    ],
    ['tests in an average', csat, '1 AND 2', '(1 OR 2)', /Is_Test__c are not left out/],
    ['answers through an agent in a list', latest, 'Via_Agent__c', 'Edited__c', /Via_Agent__c are not left out/],
    ['two methods in an average', csat, '(5 OR 6)', '(5 OR 6 OR 1)', /different values of Method__c/],
    ['two directions in an average', csat, '$Direction__c', '$Channel__c', /different values of Direction__c/],
    ['an average without n', csat, '>RowCount<', '>Survey_Response__c.CSAT__c:MAX<', /stands without n/],
    ['an n of two metrics', csat, '.CSAT_Positive__c:AVG', '.NPS_Factor__c:AVG', /several metrics/],
    [
      'an n that counts blanks',
      csat,
      '<column>Survey_Response__c$CSAT__c',
      '<column>Survey_Response__c$Confidence__c',
      /n counts responses without CSAT/,
    ],
    ['a dashboard of no report', board, '/NPS_by_Month<', '/NPS<', /no report Survey_Bridge\/NPS/],
    ['a component of no measure', board, '<column>FORMULA3', '<column>FORMULA4', /no measure FORMULA4/],
    [
      'a component of no grouping',
      board,
      '<groupingColumn>Survey_Response__c$Submitted_At__c',
      '<groupingColumn>Survey_Response__c$Name',
      /does not group by/,
    ],
    ['a chart of a plain list', board, '/CSAT_by_Month<', '/Latest_Bad_Answers<', /needs a report that groups/],
    [
      'a table column that is gone',
      board,
      '.Comment__c<',
      '.Comments__c<',
      /no column Survey_Response__c\.Comments__c/,
    ],
    [
      'a filter without its column',
      board,
      /<dashboardFilterColumns>[^]*?<\/dashboardFilterColumns>/,
      '',
      /2 filter columns for 3 filters/,
    ],
    ['a dashboard of one org’s user', board, '{{runningUser}}', 'admin', /the user is no placeholder/],
    ['a dashboard of whoever looks', board, '>SpecifiedUser<', '>LoggedInUser<', /must run as one user/],
  ])('%s', (_, path, from, to, expected) => {
    expect(
      checkMetadataSources(planted(path, from, typeof to === 'string' ? to.replaceAll('$', '$$$$') : to))
        .map(({ message }) => message)
        .join('\n'),
    ).toMatch(expected)
  })

  it('a report folder that is gone', () => {
    const left = sources.filter(({ path }) => !path.endsWith('.reportFolder-meta.xml'))
    expect(checkMetadataSources(left).map(({ message }) => message)).toContain(
      'there is no report folder Survey_Bridge',
    )
  })
})
