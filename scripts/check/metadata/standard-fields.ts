const words = (list: string): string[] => list.trim().split(/\s+/)

/** Every object has them, and no permission set may name them. */
const always = words(`
  Id OwnerId CreatedById CreatedDate LastModifiedById LastModifiedDate SystemModstamp IsDeleted RecordTypeId CurrencyIsoCode
`)

/** Required by the platform or computed by it: in no permission set either. */
const fixed: Record<string, string[]> = {
  Account: words('Name'),
  Case: words('CaseNumber IsClosed Status'),
  Contact: words('LastName Name'),
  Contract: words('AccountId ContractNumber Status'),
  Lead: words('Company IsConverted LastName Name Status'),
  Opportunity: words('CloseDate IsClosed IsWon Name StageName'),
  Order: words('AccountId EffectiveDate OrderNumber Status'),
}

/** The standard fields our metadata may name (read at API 65), without those that only some orgs have. */
const others: Record<string, string[]> = {
  Account: words(`
    AccountNumber AccountSource AnnualRevenue Description Fax Industry LastActivityDate MasterRecordId NumberOfEmployees Ownership
    ParentId Phone Rating Sic Site Type Website
  `),
  Case: words(`
    AccountId AssetId ClosedDate ContactEmail ContactFax ContactId ContactMobile ContactPhone Description IsEscalated Language
    MasterRecordId Origin ParentId Priority Reason Subject SuppliedCompany SuppliedEmail SuppliedName SuppliedPhone Type
  `),
  Contact: words(`
    AccountId Birthdate Department Description DoNotCall Email EmailBouncedDate EmailBouncedReason FirstName HasOptedOutOfEmail
    HomePhone IndividualId IsEmailBounced LeadSource MasterRecordId MobilePhone Phone ReportsToId Salutation Title
  `),
  Contract: words(`
    ActivatedById ActivatedDate CompanySignedDate CompanySignedId ContractTerm CustomerSignedDate CustomerSignedId
    CustomerSignedTitle Description EndDate OwnerExpirationNotice Pricebook2Id SpecialTerms StartDate StatusCode
  `),
  Lead: words(`
    AnnualRevenue ConvertedAccountId ConvertedContactId ConvertedDate ConvertedOpportunityId Description DoNotCall Email
    EmailBouncedDate EmailBouncedReason FirstName HasOptedOutOfEmail IndividualId Industry LeadSource MasterRecordId MobilePhone
    Phone Rating Salutation Title Website
  `),
  Opportunity: words(`
    AccountId Amount CampaignId ContactId ContractId Description ExpectedRevenue FiscalQuarter FiscalYear ForecastCategoryName
    HasOpenActivity HasOverdueTask IsPrivate LastActivityDate LastStageChangeDate LeadSource NextStep Pricebook2Id Probability
    TotalOpportunityQuantity Type
  `),
  Order: words(`
    ActivatedById ActivatedDate BillToContactId ContractId CustomerAuthorizedById Description EndDate IsReductionOrder Name
    OpportunityId OriginalOrderId PoNumber Pricebook2Id QuoteId ShipToContactId StatusCode TotalAmount Type
  `),
  User: words('Name'),
  UserExternalCredential: [],
}

export const isStandardObject = (object: string): boolean => object in others

export const isStandardField = (object: string, field: string): boolean =>
  isStandardObject(object) &&
  (always.includes(field) || (fixed[object] ?? []).includes(field) || others[object]!.includes(field))

/** The platform refuses a permission set that names it. */
export const isNeverPermissionable = (object: string, field: string): boolean =>
  always.includes(field) || (fixed[object] ?? []).includes(field)
