import { describe, expect, it } from 'vitest'
import { checkMetadataSources } from '../../scripts/check/metadata.ts'
import { all, textAt } from '../../scripts/check/metadata/xml.ts'
import { files, planted, sources } from './sources.ts'

const main = 'lwc-package/main'
const objects = `${main}/feedback-data/objects`
const bad = `${objects}/Survey_Response__c/listViews/Bad_Scores_This_Week.listView-meta.xml`
const open = `${objects}/Survey_Invitation__c/listViews/Sent_And_Open.listView-meta.xml`
const compact = `${objects}/Survey_Response__c/compactLayouts/Survey_Response.compactLayout-meta.xml`
const response = `${objects}/Survey_Response__c/Survey_Response__c.object-meta.xml`
const layout = `${main}/app/layouts/Survey_Response__c-Customer Survey Response Layout.layout-meta.xml`
const page = `${main}/app/flexipages/Survey_Account_Page.flexipage-meta.xml`
const casePage = `${main}/app/flexipages/Survey_Case_Page.flexipage-meta.xml`
const app = `${main}/app/applications/Survey_Bridge.app-meta.xml`
const tab = `${main}/app/tabs/Survey_Setup_Assistant.tab-meta.xml`
const admin = `${main}/access/permissionsets/Survey_Admin.permissionset-meta.xml`
const french = 'lwc-package/translations/translations/fr.translation-meta.xml'
const frenchCase = 'lwc-package/translations/objectTranslations/Case-fr/Case-fr.objectTranslation-meta.xml'
const frenchLayout = `lwc-package/translations/objectTranslations/Survey_Response__c-fr/Survey_Response__c-fr.objectTranslation-meta.xml`

const messagesOf = (changed: typeof sources) =>
  checkMetadataSources(changed)
    .map(({ message }) => message)
    .join('\n')

describe('a planted mistake is found', () => {
  it.each([
    ['a column nobody has', bad, '>CES__c</columns>', '>Effort__c</columns>', /no column Effort__c/],
    ['a filter by nothing', bad, '<field>Is_Bot__c', '<field>Robot__c', /no field Robot__c/],
    ['a filter by a long text', bad, '<field>Is_Bot__c', '<field>Comment__c', /nobody can filter by Comment__c/],
    ['a checkbox that is a word', bad, '<value>0</value>', '<value>No</value>', /is 0 or 1/],
    ['a number that is a word', bad, '<value>2</value>', '<value>two</value>', /is a number/],
    ['a date that stands still', bad, '>THIS_WEEK<', '>2026-11-01<', /no date that moves/],
    ['a state that is none', open, 'Sent,Opened,Partial', 'Sent,Open,Partial', /no value Open/],
    ['a filter logic that forgets', bad, ' AND 8', '', /leaves out condition 8/],
    ['a filter logic that goes beyond', bad, ' AND 8', ' AND 8 AND 9', /names condition 9/],
    ['a view of one’s own rows', open, '>Everything<', '>Mine<', /one user owns all rows/],
    ['two views of one name', open, '<label>Sent, Not Yet Answered', '<label>Held', /another list view/],
    ['a compact layout with a long text', compact, '>CES__c<', '>Comment__c<', /no compact layout shows/],
    ['a compact layout that is gone', response, 'Assignment>Survey_Response<', 'Assignment>Gone<', /no compact layout/],
    ['a search column nobody has', response, 'Fields>CSAT__c<', 'Fields>Csat__c<', /no field Csat__c/],
    ['a page of another object', response, '>Survey_Response_Page<', '>Survey_Case_Page<', /no page Survey_Case_Page/],
    ['a layout field nobody has', layout, '<field>Scale__c', '<field>Range__c', /no field Range__c/],
    ['a layout field twice', layout, '<field>Scale__c', '<field>Method__c', /stands twice/],
    ['a required field left out', layout, '<behavior>Required', '<behavior>Readonly', /Response_Key__c is required/],
    [
      'a related list nobody has',
      layout,
      '>Survey_Answer__c.Response__c<',
      '>Survey_Answer__c.Case__c<',
      /no related list/,
    ],
    ['a related column nobody has', layout, '<fields>Type__c', '<fields>Kind__c', /no field Kind__c/],
    ['a section without French', layout, '<label>Score<', '<label>Scores<', /section Scores has no French/],
    ['a French section that is gone', frenchLayout, '<section>Score<', '<section>Scores<', /no section Scores/],
    [
      'a component of ours that is none',
      page,
      '<componentName>surveyFeedback',
      '<componentName>surveyCard',
      /no component/,
    ],
    [
      'a component of the platform that is none',
      page,
      '>force:detailPanel<',
      '>force:detail<',
      /no component force:detail/,
    ],
    [
      'a property that is none',
      page,
      '<name>relatedListApiName',
      '<name>relatedListId',
      /has no property relatedListId/,
    ],
    ['a component on the wrong object', casePage, 'surveyFeedback', 'surveyAccountSummary', /not meant for Case/],
    [
      'a list of no relationship',
      page,
      '>Survey_Responses__r<',
      '>Survey_Replies__r<',
      /no related list Survey_Replies/,
    ],
    ['a list column nobody has', page, '<value>CSAT__c', '<value>Csat__c', /no field Csat__c/],
    ['a list that hangs on another object', page, '>Account.Id<', '>Contact.Id<', /hangs on Contact\.Id/],
    ['a facet that is gone', page, '<name>detailContent', '<name>details', /no facet detailContent/],
    ['a facet nobody shows', page, '<name>detailContent', '<name>details', /nothing shows the facet details/],
    ['a region the template lacks', page, '<name>sidebar', '<name>footer', /no region footer/],
    ['an identifier twice', page, '>relatedTab<', '>detailTab<', /not unique/],
    ['a page of no object', page, '<sobjectType>Account', '<sobjectType>Company', /no object Company/],
    ['a page with a label that is gone', page, 'Label.Survey_Card_Title', 'Label.Survey_Gone', /no label Survey_Gone/],
    ['an app with a tab that is gone', app, '>Survey_Response__c<', '>Survey_Reply__c<', /no tab Survey_Reply__c/],
    ['a tab of no page', tab, '<flexiPage>Survey_Setup_Assistant', '<flexiPage>Gone', /no page Gone/],
    [
      'a tab nobody sees',
      admin,
      /<tabSettings>(?:(?!<tabSettings>)[^])*Assistant[^]*?<\/tabSettings>/,
      '',
      /shows the tab/,
    ],
    ['a permission to an app that is gone', admin, '<application>Survey_Bridge', '<application>Gone', /no app Gone/],
    ['a button without French', frenchCase, '<name>Send_Surveys', '<name>Gone', /Send_Surveys has no French/],
    ['a quick action without French', frenchCase, '<name>Send_Survey<', '<name>Gone<', /Send_Survey has no French/],
    ['an app without French', french, '<name>Survey_Bridge<', '<name>Gone<', /Survey_Bridge has no French/],
    ['French for what is gone', french, '<name>Survey_Bridge<', '<name>Gone<', /no Gone among customApplications/],
  ])('%s', (_, path, from, to, expected) => {
    expect(messagesOf(planted(path, from, to))).toMatch(expected)
  })

  it('an object without a page layout', () => {
    expect(messagesOf(sources.filter(({ path }) => path !== layout))).toMatch(/Survey_Response__c has no page layout/)
  })
})

describe('what people see', () => {
  const named = (type: string) => files.filter((file) => file.area === 'main' && file.type === type)

  it('is there for every object and every record that a survey may be about', () => {
    const pages = named('flexipage').map(({ root }) => textAt(root, 'sobjectType'))
    for (const object of ['Contact', 'Account', 'Case', 'Opportunity', 'Lead']) expect(pages).toContain(object)
    for (const object of ['Survey_Invitation__c', 'Survey_Response__c', 'Survey_Answer__c'])
      expect(named('listView').filter(({ parent }) => parent === object)).not.toHaveLength(0)
  })

  it('changes no page, layout or search of an object that is the customer’s', () => {
    for (const type of ['layout', 'listView', 'compactLayout'])
      for (const file of named(type)) expect(type === 'layout' ? file.name : file.parent).toMatch(/^Survey_/)
    for (const file of named('object').filter(({ name }) => !name.startsWith('Survey_')))
      expect(file.root.children).toEqual([])
    expect(named('app').flatMap(({ root }) => all(root, 'actionOverrides'))).toEqual([])
  })

  it('shows the Setup Assistant to admins only', () => {
    const tabsOf = (name: string) =>
      all(named('permissionset').find((file) => file.name === name)!.root, 'tabSettings').map((one) =>
        textAt(one, 'tab'),
      )
    expect(tabsOf('Survey_Admin')).toContain('Survey_Setup_Assistant')
    expect(tabsOf('Survey_User')).toEqual(['Survey_Answer__c', 'Survey_Invitation__c', 'Survey_Response__c'])
  })
})
