import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { getRecord } from 'lightning/uiRecordApi';
import { feedbackOf, isCounted, standingOf } from 'c/surveyModel';
import { queryFailure } from 'c/surveyWords';
import { pressInvitation } from './actions';
import { INVITATIONS } from './invitationsQuery';
import { label } from './labels';
import { fieldsOf, personObjectOf, personOf } from './person';
import { RESPONSES } from './responsesQuery';

const LARGEST_PAGE = 200;
const LOOK_AGAIN_AFTER_MS = [3000, 10000]; // the bridge writes after it has answered

/** What a record's customers said, who was asked, and why others were not. */
export default class SurveyFeedback extends LightningElement {
    @api objectApiName;
    /** How satisfaction is drawn: `stars`, `smileys` or `numbers`. */
    @api scoreStyle = 'stars';
    @api pageSize = 5;

    label = label;
    id;
    responses;
    invitations;
    failures = {};
    record;
    objectInfo;
    person = null;
    view = null;
    answerPages = 1;
    invitationPages = 1;
    isBusy = false;
    link = null;
    refreshers = {};
    timers = [];

    /** A console may show another record in the same place: nothing of the last one stays. */
    @api
    get recordId() {
        return this.id;
    }

    set recordId(id) {
        if (id === this.id) return;
        this.id = id;
        this.responses = undefined;
        this.invitations = undefined;
        this.record = undefined;
        this.failures = {};
        this.arrange();
    }

    get responseVariables() {
        return { recordId: this.recordId, first: this.sizeOf(this.answerPages) };
    }

    get invitationVariables() {
        return { recordId: this.recordId, first: this.sizeOf(this.invitationPages) };
    }

    get personFields() {
        return fieldsOf(this.objectApiName);
    }

    get personObject() {
        return personObjectOf(this.objectApiName);
    }

    @wire(graphql, { query: RESPONSES, variables: '$responseVariables' })
    wiredResponses(result) {
        this.take('responses', result);
    }

    @wire(graphql, { query: INVITATIONS, variables: '$invitationVariables' })
    wiredInvitations(result) {
        this.take('invitations', result);
    }

    @wire(getRecord, { recordId: '$recordId', optionalFields: '$personFields' })
    wiredRecord({ data }) {
        if (this.record && data) this.lookAgain();
        this.record = data ?? this.record;
        this.arrange();
    }

    @wire(getObjectInfo, { objectApiName: '$personObject' })
    wiredObjectInfo({ data }) {
        this.objectInfo = data;
        this.arrange();
    }

    connectedCallback() {
        this.seen = () => document.visibilityState === 'visible' && this.refresh();
        document.addEventListener('visibilitychange', this.seen);
    }

    disconnectedCallback() {
        document.removeEventListener('visibilitychange', this.seen);
        this.timers.forEach(clearTimeout);
    }

    take(name, { data, errors, refresh }) {
        this.refreshers[name] = refresh;
        const query = data?.uiapi?.query; // with errors, data may be there and empty
        if (query) this[name] = query;
        if (query || errors) this.failures = { ...this.failures, [name]: query ? null : queryFailure(errors) };
        this.arrange();
    }

    get failure() {
        return this.failures.responses ?? this.failures.invitations ?? null;
    }

    get isFailed() {
        return this.failure !== null;
    }

    get isLoading() {
        return this.failure === null && !(this.responses && this.invitations);
    }

    /** Once for each answer of Salesforce, not once for each place of the template. */
    arrange() {
        this.person = personOf(this.record, this.objectApiName, this.objectInfo);
        this.view = this.isLoading || this.isFailed ? null : this.viewOf();
    }

    viewOf() {
        const feedback = feedbackOf({ uiapi: { query: { ...this.responses, ...this.invitations } } });
        const { latest, series, responses, open, asked, notAsked } = feedback;
        const standing = standingOf(feedback, this.person, new Date().toISOString().slice(0, 10));
        return {
            ...feedback,
            standing,
            hasNotAsked: standing !== null || notAsked.length > 0,
            isUncounted: latest !== null && !isCounted(latest),
            hasResponses: responses.length > 0,
            hasSeries: series.length > 0,
            hasOpen: open.length > 0,
            hasAsked: asked.length > 0,
            hasLists: responses.length + open.length + asked.length > 0,
            isEmpty: responses.length + open.length + asked.length + notAsked.length === 0,
            isUnanswered: responses.length === 0 && open.length + asked.length > 0
        };
    }

    sizeOf(pages) {
        return Math.min(LARGEST_PAGE, pages * Number(this.pageSize));
    }

    handleMoreAnswers() {
        this.answerPages += 1;
    }

    handleMoreInvitations() {
        this.invitationPages += 1;
    }

    handleChanged() {
        this.lookAgain();
    }

    async handlePress(event) {
        if (this.isBusy) return; // a double press is one press
        this.isBusy = true;
        const { toast, link } = await pressInvitation(event.detail);
        this.isBusy = false;
        this.link = link;
        this.dispatchEvent(new ShowToastEvent(toast));
        this.lookAgain();
    }

    handleLinkClose() {
        this.link = null;
    }

    handleLinkFocus(event) {
        event.target.select();
    }

    refresh() {
        Object.values(this.refreshers).forEach((refresh) => refresh?.());
    }

    lookAgain() {
        this.timers.forEach(clearTimeout);
        this.refresh();
        // Nothing tells a component that a row arrived.
        this.timers = LOOK_AGAIN_AFTER_MS.map((wait) => setTimeout(() => this.refresh(), wait));
    }
}
