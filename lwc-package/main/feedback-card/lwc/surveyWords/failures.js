import noReadAccess from '@salesforce/label/c.Survey_No_Read_Access';

/**
 * Why a query gave no rows, for whoever looks. An object that a user may not read is not in that user's schema at all, and Salesforce
 * answers as to a spelling mistake (GraphQL guide, Status Codes and Error Responses).
 */
export function queryFailure([error]) {
    return /^Validation error.*FieldUndefined/s.test(error?.message ?? '') ? noReadAccess : (error?.message ?? '');
}
