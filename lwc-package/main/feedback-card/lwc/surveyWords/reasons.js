import reasonNoProgram from '@salesforce/label/c.Survey_Reason_no_program';
import reasonProgramOff from '@salesforce/label/c.Survey_Reason_program_off';
import reasonConditionNotMet from '@salesforce/label/c.Survey_Reason_condition_not_met';
import reasonRecordDeleted from '@salesforce/label/c.Survey_Reason_record_deleted';
import reasonNoOccasion from '@salesforce/label/c.Survey_Reason_no_occasion';
import reasonNoAddress from '@salesforce/label/c.Survey_Reason_no_address';
import reasonAlreadyDecided from '@salesforce/label/c.Survey_Reason_already_decided';
import reasonAlreadyAsked from '@salesforce/label/c.Survey_Reason_already_asked';
import reasonUnsubscribed from '@salesforce/label/c.Survey_Reason_unsubscribed';
import reasonBounced from '@salesforce/label/c.Survey_Reason_bounced';
import reasonComplained from '@salesforce/label/c.Survey_Reason_complained';
import reasonOptedOut from '@salesforce/label/c.Survey_Reason_opted_out';
import reasonSampledOut from '@salesforce/label/c.Survey_Reason_sampled_out';
import reasonCooldown from '@salesforce/label/c.Survey_Reason_cooldown';
import reasonNotOnTestList from '@salesforce/label/c.Survey_Reason_not_on_test_list';
import reasonWatching from '@salesforce/label/c.Survey_Reason_watching';
import reasonDropped from '@salesforce/label/c.Survey_Reason_dropped';
import reasonReopened from '@salesforce/label/c.Survey_Reason_reopened';
import reasonAddressGone from '@salesforce/label/c.Survey_Reason_address_gone';
import reasonExpired from '@salesforce/label/c.Survey_Reason_expired';
import reasonNotRendered from '@salesforce/label/c.Survey_Reason_not_rendered';
import reasonRefused from '@salesforce/label/c.Survey_Reason_refused';
import reasonDoNotSurvey from '@salesforce/label/c.Survey_Reason_do_not_survey';
import reasonUnknown from '@salesforce/label/c.Survey_Reason_unknown';
import nextNoProgram from '@salesforce/label/c.Survey_Next_no_program';
import nextProgramOff from '@salesforce/label/c.Survey_Next_program_off';
import nextConditionNotMet from '@salesforce/label/c.Survey_Next_condition_not_met';
import nextRecordDeleted from '@salesforce/label/c.Survey_Next_record_deleted';
import nextNoOccasion from '@salesforce/label/c.Survey_Next_no_occasion';
import nextNoAddress from '@salesforce/label/c.Survey_Next_no_address';
import nextAlreadyDecided from '@salesforce/label/c.Survey_Next_already_decided';
import nextAlreadyAsked from '@salesforce/label/c.Survey_Next_already_asked';
import nextUnsubscribed from '@salesforce/label/c.Survey_Next_unsubscribed';
import nextBounced from '@salesforce/label/c.Survey_Next_bounced';
import nextComplained from '@salesforce/label/c.Survey_Next_complained';
import nextOptedOut from '@salesforce/label/c.Survey_Next_opted_out';
import nextSampledOut from '@salesforce/label/c.Survey_Next_sampled_out';
import nextCooldown from '@salesforce/label/c.Survey_Next_cooldown';
import nextNotOnTestList from '@salesforce/label/c.Survey_Next_not_on_test_list';
import nextWatching from '@salesforce/label/c.Survey_Next_watching';
import nextDropped from '@salesforce/label/c.Survey_Next_dropped';
import nextReopened from '@salesforce/label/c.Survey_Next_reopened';
import nextAddressGone from '@salesforce/label/c.Survey_Next_address_gone';
import nextExpired from '@salesforce/label/c.Survey_Next_expired';
import nextNotRendered from '@salesforce/label/c.Survey_Next_not_rendered';
import nextRefused from '@salesforce/label/c.Survey_Next_refused';
import nextDoNotSurvey from '@salesforce/label/c.Survey_Next_do_not_survey';
import nextUnknown from '@salesforce/label/c.Survey_Next_unknown';
import { fill } from './text';

/** By the codes of `Reason` in bridge/invitation/decide.ts, and one of our own: a person's Do Not Survey. */
const REASONS = {
    no_program: { why: reasonNoProgram, next: nextNoProgram },
    program_off: { why: reasonProgramOff, next: nextProgramOff },
    condition_not_met: { why: reasonConditionNotMet, next: nextConditionNotMet },
    record_deleted: { why: reasonRecordDeleted, next: nextRecordDeleted },
    no_occasion: { why: reasonNoOccasion, next: nextNoOccasion },
    no_address: { why: reasonNoAddress, next: nextNoAddress },
    already_decided: { why: reasonAlreadyDecided, next: nextAlreadyDecided },
    already_asked: { why: reasonAlreadyAsked, next: nextAlreadyAsked },
    unsubscribed: { why: reasonUnsubscribed, next: nextUnsubscribed },
    bounced: { why: reasonBounced, next: nextBounced },
    complained: { why: reasonComplained, next: nextComplained },
    opted_out: { why: reasonOptedOut, next: nextOptedOut },
    sampled_out: { why: reasonSampledOut, next: nextSampledOut },
    cooldown: { why: reasonCooldown, next: nextCooldown },
    not_on_test_list: { why: reasonNotOnTestList, next: nextNotOnTestList },
    watching: { why: reasonWatching, next: nextWatching },
    dropped: { why: reasonDropped, next: nextDropped },
    reopened: { why: reasonReopened, next: nextReopened },
    address_gone: { why: reasonAddressGone, next: nextAddressGone },
    expired: { why: reasonExpired, next: nextExpired },
    not_rendered: { why: reasonNotRendered, next: nextNotRendered },
    refused: { why: reasonRefused, next: nextRefused },
    do_not_survey: { why: reasonDoNotSurvey, next: nextDoNotSurvey }
};

/** Why a customer was not asked and what to do about it, or null for a code that this version does not know. */
export const knownReason = (code) => REASONS[code] ?? null;

/** The same, where something has to be said: a code that is not known is shown as it is. */
export const reasonOf = (code) => knownReason(code) ?? { why: fill(reasonUnknown, code), next: nextUnknown };
