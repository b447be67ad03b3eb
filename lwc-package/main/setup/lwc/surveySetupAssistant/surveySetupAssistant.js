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

    /** First of all, because some thirty checks that are right stand around it. */
    get doctorPoints() {
        return this.doctor.checks.filter(({ ok }) => ok === false);
    }

    get hasDoctorPoints() {
        return this.doctorPoints.length > 0;
    }

    get doctorRest() {
        return this.doctor.checks.filter(({ ok }) => ok !== false);
    }

    get isDoctorMissing() {
        return this.status !== null && this.doctor === null;
    }

    get isDoctorOld() {
        return this.doctor !== null && Date.now() - Date.parse(this.doctor.at) > OLD_AFTER_DAYS * DAY_MS;
    }

    /** Green only when the whole chain was looked at lately and nothing on this page is red. */
    get summary() {
        const checks = [...this.liveChecks, ...(this.doctor?.checks ?? [])];
        const bad = checks.filter(({ ok }) => ok === false).length + redIn(this.status);
        if (bad > 0)
            return { className: 'summary summary_bad', icon: 'utility:warning', text: fill(label.needsYou, bad) };
        if (this.doctor === null || this.isDoctorOld)
            return { className: 'summary summary_open', icon: 'utility:info', text: label.goodSoFar };
        return { className: 'summary summary_good', icon: 'utility:success', text: label.allGood };
    }
}

/** What the state beside the checks shows in red: stopped connections, work and alerts that wait for a person. */
function redIn(status) {
    if (!status) return 0;
    const { dead, unknown, held } = status.work;
    const stopped = status.connections.filter(({ state }) => state === 'stopped');
    return stopped.length + status.alerts.length + [dead, unknown, held].filter((number) => number > 0).length;
}
