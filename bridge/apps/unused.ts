/**
 * Stands in for what jsforce imports to read CSV and SOAP: every call of ours sends and receives text (`salesforce/call.ts`),
 * and 35 KiB less make a Worker start sooner.
 */
export const unused = null
