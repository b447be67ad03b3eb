/** Columns of lists, the record's name first; fields an org does not have are left out. */
export const columns: Record<string, string[]> = {
  Account: ['Name', 'Type', 'Phone', 'Survey_Email__c'],
  Contact: ['Name', 'AccountId', 'Email', 'Survey_Language__c'],
  Case: ['CaseNumber', 'Subject', 'Status', 'ContactId', 'AccountId', 'ClosedDate'],
  Opportunity: ['Name', 'AccountId', 'StageName', 'Amount', 'CloseDate'],
  Survey_Invitation__c: [
    'Name',
    'Program__c',
    'Status__c',
    'Not_Sent_Reason__c',
    'Contact__c',
    'Sent_At__c',
    'Completed_At__c',
  ],
  Survey_Response__c: [
    'Name',
    'Program__c',
    'NPS__c',
    'CSAT__c',
    'CES__c',
    'Comment__c',
    'Contact__c',
    'Submitted_At__c',
  ],
  Survey_Answer__c: [
    'Name',
    'Question_Text__c',
    'Question_Label__c',
    'Value_Text__c',
    'Value_Number__c',
    'Value_Date__c',
  ],
}

/** Fields at the top of a record page; the rest folds away. */
export const highlights: Record<string, string[]> = {
  Account: [
    'Type',
    'Industry',
    'Phone',
    'Survey_Email__c',
    'NPS__c',
    'CSAT__c',
    'Last_Survey_Score__c',
    'Last_Survey_At__c',
  ],
  Contact: [
    'AccountId',
    'Email',
    'Phone',
    'Survey_Language__c',
    'Do_Not_Survey__c',
    'HasOptedOutOfEmail',
    'Last_Survey_Score__c',
    'Last_Survey_At__c',
  ],
  Case: [
    'Subject',
    'Status',
    'Type',
    'Priority',
    'Origin',
    'ContactId',
    'ContactEmail',
    'AccountId',
    'OwnerId',
    'ClosedDate',
    'Last_Survey_Score__c',
  ],
  Opportunity: ['AccountId', 'ContactId', 'StageName', 'Amount', 'CloseDate', 'OwnerId', 'LastStageChangeDate'],
  Survey_Invitation__c: [
    'Status__c',
    'Not_Sent_Reason__c',
    'Ask_Again_On__c',
    'Program__c',
    'Contact__c',
    'Account__c',
    'Case__c',
    'Opportunity__c',
    'Asked_At__c',
    'Sent_At__c',
    'Completed_At__c',
  ],
  Survey_Response__c: [
    'NPS__c',
    'CSAT__c',
    'CES__c',
    'Comment__c',
    'Program__c',
    'Contact__c',
    'Account__c',
    'Case__c',
    'Opportunity__c',
    'Invitation__c',
    'Submitted_At__c',
  ],
}

/** The lookup by which survey records point at a record of this object. */
export const surveyLookup: Record<string, string> = {
  Account: 'Account__c',
  Contact: 'Contact__c',
  Case: 'Case__c',
  Opportunity: 'Opportunity__c',
  Lead: 'Lead__c',
}

/** Related lists besides those of surveys: object and lookup. */
export const related: Record<string, [object: string, lookup: string][]> = {
  Account: [
    ['Contact', 'AccountId'],
    ['Case', 'AccountId'],
    ['Opportunity', 'AccountId'],
  ],
  Contact: [
    ['Case', 'ContactId'],
    ['Opportunity', 'ContactId'],
  ],
  Survey_Invitation__c: [['Survey_Response__c', 'Invitation__c']],
  Survey_Response__c: [['Survey_Answer__c', 'Response__c']],
}
