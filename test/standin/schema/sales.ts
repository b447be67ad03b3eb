import type { ObjectType } from './field.ts'
import { object } from './notation.ts'

/** What is sold and renewed. */
export const salesObjects = (): ObjectType[] => [
  object(
    'Opportunity',
    '006',
    `
    Name string(120) !
    AccountId reference cascade -> Account <- Opportunities
    ContactId reference -> Contact
    Amount currency(18, 2)
    CloseDate date !
    StageName picklist(Prospecting, Qualification, Needs Analysis, Proposal/Price Quote, Closed Won, Closed Lost) !
    Probability percent(3, 0)
    Type picklist(New Customer, Existing Customer - Upgrade, Existing Customer - Replacement)
    LeadSource picklist(Web, Phone Inquiry, Partner Referral, Other)
    NextStep string
    Description textarea(32000)
    IsClosed boolean derived
    IsWon boolean derived
    LastStageChangeDate datetime derived
    ContractId reference -> Contract
    OwnerId reference -> User
    RecordTypeId reference -> RecordType`,
  ),
  object(
    'OpportunityContactRole',
    '00K',
    `
    OpportunityId reference ! fixed cascade -> Opportunity <- OpportunityContactRoles
    ContactId reference ! cascade -> Contact <- OpportunityContactRoles
    Role picklist(Business User, Decision Maker, Economic Buyer, Other)
    IsPrimary boolean`,
  ),
  object(
    'Contract',
    '800',
    `
    ContractNumber autonumber({00000000})
    AccountId reference ! cascade -> Account <- Contracts
    CustomerSignedId reference -> Contact <- ContractsSigned
    CustomerSignedDate date
    StartDate date
    EndDate date derived
    ContractTerm int
    Status picklist(Draft*, In Approval Process, Activated, Expired, Cancelled) !
    StatusCode picklist(Draft, InApproval, Activated, Terminated, Expired) derived
    ActivatedDate datetime derived
    ActivatedById reference derived -> User
    Description textarea(32000)
    OwnerId reference -> User
    RecordTypeId reference -> RecordType`,
  ),
]

/** Only in orgs that turned orders on. */
export const orders = (): ObjectType =>
  object(
    'Order',
    '801',
    `
    OrderNumber autonumber({00000000})
    AccountId reference ! cascade -> Account <- Orders
    ContractId reference -> Contract <- Orders
    BillToContactId reference -> Contact <- BillToOrders
    ShipToContactId reference -> Contact <- ShipToOrders
    EffectiveDate date !
    EndDate date
    Status picklist(Draft*, Activated) !
    StatusCode picklist(Draft, Activated) derived
    ActivatedDate datetime derived
    ActivatedById reference derived -> User
    TotalAmount currency(18, 2) derived
    Type string
    Description textarea(32000)
    OwnerId reference -> Group, User
    RecordTypeId reference -> RecordType`,
  )
