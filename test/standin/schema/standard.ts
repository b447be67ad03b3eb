import type { ObjectType } from './field.ts'
import { object } from './notation.ts'

const address = (prefix: string): string =>
  ['Street textarea', 'City string(40)', 'State string(80)', 'PostalCode string(20)', 'Country string(80)']
    .map((field) => prefix + field)
    .join('\n')

/** People, service and machinery; only the fields that surveys, pages and set-up look at. */
export const standardObjects = (): ObjectType[] => [
  object(
    'Account',
    '001',
    `
    Name string ! idLookup
    MasterRecordId reference derived -> Account
    Type picklist(Prospect, Customer - Direct, Customer - Channel, Partner, Other)
    ParentId reference -> Account <- ChildAccounts
    Phone phone
    Website url
    Industry picklist(Agriculture, Banking, Energy, Hospitality, Retail, Technology, Other)
    AnnualRevenue currency(18, 0)
    NumberOfEmployees int
    Description textarea(32000)
    AccountNumber string(40)
    Rating picklist(Hot, Warm, Cold)
    OwnerId reference -> User
    RecordTypeId reference -> RecordType
    ${address('Billing')}`,
  ),
  object(
    'Contact',
    '003',
    `
    LastName string(80) !
    FirstName string(40)
    Salutation picklist(Mr., Ms., Mrs., Dr., Prof.)
    Name string(121) derived
    MasterRecordId reference derived -> Contact
    AccountId reference cascade -> Account <- Contacts
    Email email idLookup
    Phone phone
    MobilePhone phone
    Title string(128)
    Department string(80)
    Description textarea(32000)
    Birthdate date
    LeadSource picklist(Web, Phone Inquiry, Partner Referral, Other)
    HasOptedOutOfEmail boolean
    DoNotCall boolean
    EmailBouncedReason string derived
    EmailBouncedDate datetime derived
    IndividualId reference -> Individual
    OwnerId reference -> User
    ReportsToId reference -> Contact
    RecordTypeId reference -> RecordType
    ${address('Mailing')}`,
  ),
  object(
    'Lead',
    '00Q',
    `
    LastName string(80) !
    FirstName string(40)
    Name string(121) derived
    Company string !
    MasterRecordId reference derived -> Lead
    Title string(128)
    Email email idLookup
    Phone phone
    MobilePhone phone
    Description textarea(32000)
    LeadSource picklist(Web, Phone Inquiry, Partner Referral, Other)
    Status picklist(Open - Not Contacted*, Working - Contacted, Closed - Converted, Closed - Not Converted) !
    Rating picklist(Hot, Warm, Cold)
    HasOptedOutOfEmail boolean
    IsConverted boolean derived
    ConvertedDate date derived
    ConvertedAccountId reference derived -> Account
    ConvertedContactId reference derived -> Contact
    ConvertedOpportunityId reference derived -> Opportunity
    IndividualId reference -> Individual
    OwnerId reference -> Group, User
    RecordTypeId reference -> RecordType`,
  ),
  object(
    'Case',
    '500',
    `
    CaseNumber autonumber({00000000}) idLookup
    MasterRecordId reference derived -> Case
    ContactId reference -> Contact <- Cases
    AccountId reference -> Account <- Cases
    ContactEmail email = Contact.Email
    ContactPhone phone = Contact.Phone
    ContactMobile phone = Contact.MobilePhone
    SuppliedName string(80)
    SuppliedEmail email
    SuppliedPhone phone
    SuppliedCompany string(80)
    Type picklist(Mechanical, Electrical, Electronic, Structural, Internal, Other)
    Status picklist(New*, Working, Escalated, Closed)
    Reason picklist(Installation, Equipment Complexity, Performance, Breakdown, Other)
    Origin picklist(Phone, Email, Web)
    Priority picklist(High, Medium*, Low)
    Subject string
    Description textarea(32000)
    Language picklist(en_US, fr)
    IsClosed boolean derived
    ClosedDate datetime derived
    IsEscalated boolean
    ParentId reference -> Case <- Cases
    OwnerId reference -> Group, User
    RecordTypeId reference -> RecordType`,
  ),
  object(
    'User',
    '005',
    `
    Username string(80) ! idLookup unique
    LastName string(80) !
    FirstName string(40)
    Name string(121) derived
    Email email !
    IsActive boolean
    UserType picklist(Standard*) restricted
    FederationIdentifier string(512) unique
    LanguageLocaleKey picklist(en_US*, fr) restricted
    ManagerId reference -> User`,
  ),
  object('Group', '00G', 'Name string(40) !\nDeveloperName string(80)\nType picklist(Regular*, Queue) restricted'),
  object(
    'Task',
    '00T',
    `
    WhoId reference -> Contact, Lead <- Tasks
    WhatId reference -> Account, Case, Contract, Opportunity, Order <- Tasks
    Subject string
    ActivityDate date
    Status picklist(Not Started*, In Progress, Completed, Deferred) !
    Priority picklist(High, Normal*, Low) !
    Description textarea(32000)
    Type picklist(Call, Email, Other)
    IsClosed boolean derived
    OwnerId reference -> Group, User
    RecordTypeId reference -> RecordType`,
  ),
  object(
    'FeedItem',
    '0D5',
    `
    ParentId reference ! fixed cascade -> Account, Case, Contact, Contract, Lead, Opportunity, Order, User <- Feeds
    Type picklist(TextPost*, LinkPost, ContentPost) restricted fixed
    Title string fixed
    Body textarea(10000)
    LinkUrl url fixed
    IsRichText boolean`,
  ),
  object(
    'Individual',
    '0PK',
    'LastName string(80) !\nFirstName string(40)\nName string(121) derived\nOwnerId reference -> User',
  ),
  object(
    'Organization',
    '00D',
    'Name string(80)\nIsSandbox boolean derived\nOrganizationType string(40) derived\nInstanceName string(5) derived\nLanguageLocaleKey string(40)\nDefaultLocaleSidKey string(40)\nTimeZoneSidKey string(40)\nNamespacePrefix string(15) derived',
  ),
  object(
    'RecordType',
    '012',
    'Name string(80) !\nDeveloperName string(80) !\nSobjectType string(40) !\nIsActive boolean\nDescription string',
  ),
]

/** What an org with person accounts has besides. */
export const personAccountFields = (): ObjectType =>
  object(
    'Account',
    '001',
    `
    IsPersonAccount boolean derived
    PersonContactId reference derived -> Contact
    LastName string(80)
    FirstName string(40)
    PersonEmail email idLookup
    PersonMobilePhone phone
    PersonHasOptedOutOfEmail boolean`,
  )
