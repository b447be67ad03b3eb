import { getFieldValue } from 'lightning/uiRecordApi';
import CASE_CLOSED from '@salesforce/schema/Case.IsClosed';
import CASE_CONTACT_ID from '@salesforce/schema/Case.ContactId';
import CASE_CONTACT_NAME from '@salesforce/schema/Case.Contact.Name';
import CASE_CONTACT_STOP from '@salesforce/schema/Case.Contact.Do_Not_Survey__c';
import CONTACT_NAME from '@salesforce/schema/Contact.Name';
import CONTACT_STOP from '@salesforce/schema/Contact.Do_Not_Survey__c';
import LEAD_NAME from '@salesforce/schema/Lead.Name';
import LEAD_STOP from '@salesforce/schema/Lead.Do_Not_Survey__c';
import OPPORTUNITY_STAGE from '@salesforce/schema/Opportunity.StageName';

const ROADS = {
    Contact: { object: 'Contact', name: CONTACT_NAME, stop: CONTACT_STOP },
    Lead: { object: 'Lead', name: LEAD_NAME, stop: LEAD_STOP },
    Case: { object: 'Contact', id: CASE_CONTACT_ID, name: CASE_CONTACT_NAME, stop: CASE_CONTACT_STOP }
};
// A change of these is what surveys follow, so the card looks again after it.
const WATCHED = { Case: [CASE_CLOSED], Opportunity: [OPPORTUNITY_STAGE] };

/** The fields of a record that lead to the person it is about; undefined, so that nothing is read, where there is none. */
export function fieldsOf(objectApiName) {
    const { id, name, stop } = ROADS[objectApiName] ?? {};
    const fields = [id, name, stop, ...(WATCHED[objectApiName] ?? [])].filter(Boolean);
    return fields.length > 0 ? fields : undefined;
}

export const personObjectOf = (objectApiName) => ROADS[objectApiName]?.object;

/** Whom the record is about, and whether this user may set Do Not Survey; null where the record names nobody. */
export function personOf(record, objectApiName, objectInfo) {
    const road = ROADS[objectApiName];
    if (!record || !road) return null;
    const id = road.id ? getFieldValue(record, road.id) : record.id;
    if (!id) return null;
    return {
        id,
        name: getFieldValue(record, road.name),
        doNotSurvey: getFieldValue(record, road.stop) === true,
        isEditable: objectInfo?.fields?.[CONTACT_STOP.fieldApiName]?.updateable === true
    };
}
