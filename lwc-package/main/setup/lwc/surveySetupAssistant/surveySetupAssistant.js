import { LightningElement, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import { getObjectInfos } from 'lightning/uiObjectInfoApi';
import isAdmin from '@salesforce/customPermission/Survey_Bridge_Admin';
import ANSWER from '@salesforce/schema/Survey_Answer__c';
import INVITATION from '@salesforce/schema/Survey_Invitation__c';
import RESPONSE from '@salesforce/schema/Survey_Response__c';
import { loadStatus } from 'c/surveyBridge';
import { fill } from 'c/surveyWords';
import { label } from './labels';
import { liveChecksOf } from './liveChecks';
import { ASSIGNMENTS, FLOWS, NEWEST } from './queries';

const DAY_MS = 24 * 60 * 60 * 1000;
const OLD_AFTER_DAYS = 7;

/** Whether every link between this org and the bridge works: live where Salesforce can say it, else by the last doctor. */
export default class SurveySetupAssistant extends LightningElement {
    label = label;
    objectNames = [INVITATION, RESPONSE, ANSWER];
    bridge = null;
    isLoading = true;

    @wire(getObjectInfos, { objectApiNames: '$objectNames' })
    objects;

    @wire(graphql, { query: NEWEST })
    newest;

    @wire(graphql, { query: ASSIGNMENTS })
    assignments;

    @wire(graphql, { query: FLOWS })
    flows;

    connectedCallback() {
        this.load();
    }

    async load() {
        this.isLoading = true;
        this.bridge = await loadStatus();
        this.isLoading = false;
    }

    handleRefresh() {
        if (this.isLoading) return; // a double press is one press
        [this.newest, this.assignments, this.flows].forEach((wired) => wired?.refresh?.());
        this.load();
    }

    get isFirstLoad() {
        return this.bridge === null;
    }

    get isNotConnected() {
        return this.bridge !== null && !this.bridge.ok;
    }

    get status() {
        return this.bridge?.ok ? this.bridge.status : null;
    }

    get liveChecks() {
        if (!this.bridge) return [];
        return liveChecksOf({
            bridge: this.bridge,
            isAdmin: isAdmin === true,
            objects: this.objects?.data,
            newest: this.newest,
            assignments: this.assignments,
            flows: this.flows
        });
    }

    get doctor() {
        return this.status?.doctor ?? null;
    }

    get isDoctorMissing() {
        return this.status !== null && this.doctor === null;
    }

    get isDoctorOld() {
        return this.doctor !== null && Date.now() - Date.parse(this.doctor.at) > OLD_AFTER_DAYS * DAY_MS;
    }

    get summary() {
        const checks = [...this.liveChecks, ...(this.doctor?.checks ?? [])];
        const bad = checks.filter(({ ok }) => ok === false).length;
        const isGood = bad === 0;
        return {
            className: isGood ? 'summary summary_good' : 'summary summary_bad',
            icon: isGood ? 'utility:success' : 'utility:warning',
            text: isGood ? label.allGood : fill(label.needsYou, bad)
        };
    }
}
