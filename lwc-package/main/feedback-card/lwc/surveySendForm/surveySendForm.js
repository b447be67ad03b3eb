import { LightningElement, api } from 'lwc';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import cancel from '@salesforce/label/c.Survey_Cancel';
import chooseProgram from '@salesforce/label/c.Survey_Choose_Program';
import interviewHint from '@salesforce/label/c.Survey_Interview_Hint';
import interviewReady from '@salesforce/label/c.Survey_Interview_Ready';
import interviewStart from '@salesforce/label/c.Survey_Interview_Start';
import loading from '@salesforce/label/c.Survey_Loading';
import noPrograms from '@salesforce/label/c.Survey_No_Programs';
import notSentTitle from '@salesforce/label/c.Survey_Not_Sent_Title';
import openSurvey from '@salesforce/label/c.Survey_Open_Survey';
import programOption from '@salesforce/label/c.Survey_Program_Option';
import sendHint from '@salesforce/label/c.Survey_Send_Hint';
import sendNow from '@salesforce/label/c.Survey_Send_Now';
import sentTitle from '@salesforce/label/c.Survey_Sent_Title';
import tryAgain from '@salesforce/label/c.Survey_Try_Again';
import againFrom from '@salesforce/label/c.Survey_Again_From';
import { loadStatus, press } from 'c/surveyBridge';
import { fill, knownReason, modeOf, spoken } from 'c/surveyWords';

export default class SurveySendForm extends LightningElement {
    @api recordId;
    @api objectApiName;
    /** In a dialog: the focus goes to the choice as soon as there is one. */
    @api takesFocus = false;

    label = {
        againFrom,
        cancel,
        chooseProgram,
        interviewReady,
        loading,
        noPrograms,
        notSentTitle,
        openSurvey,
        tryAgain
    };
    action = 'send';
    isLoading = true;
    isBusy = false;
    loadFailed = null;
    programs = [];
    chosen = null;
    refusal = null;
    url = null;
    isFocusDue = false;

    /** `send`, or `interview`: the agent fills it in with the customer. */
    @api
    get purpose() {
        return this.action;
    }

    set purpose(action) {
        this.action = action;
        this.refusal = null;
        this.url = null;
    }

    connectedCallback() {
        this.isFocusDue = this.takesFocus;
        this.load();
    }

    /** Not on a button that only leaves, while there is something to choose or to try again. */
    renderedCallback() {
        if (this.isLoading || !this.isFocusDue) return;
        this.isFocusDue = false;
        this.template.querySelector('.again, lightning-radio-group, .leave').focus();
    }

    /** The pressed button goes away, and its focus with it. */
    handleAgain() {
        this.isFocusDue = true;
        this.load();
    }

    async load() {
        this.isLoading = true;
        this.loadFailed = null;
        const answer = await loadStatus();
        this.isLoading = false;
        if (answer.ok) this.programs = answer.status.programs;
        else this.loadFailed = answer.message;
    }

    /** Programs that ask about this kind of record and are not switched off. */
    get options() {
        return this.programs
            .filter(({ object, mode }) => object === this.objectApiName && mode !== 'off')
            .map(({ name, mode }) => ({
                value: name,
                label: fill(programOption, spoken(name), modeOf(mode).label, modeOf(mode).means)
            }));
    }

    get program() {
        return this.chosen ?? this.options[0]?.value;
    }

    get isInterview() {
        return this.action === 'interview';
    }

    get hint() {
        return this.isInterview ? interviewHint : sendHint;
    }

    get submitLabel() {
        return this.isInterview ? interviewStart : sendNow;
    }

    get isEmpty() {
        return !this.isLoading && !this.loadFailed && this.options.length === 0;
    }

    get isReady() {
        return this.options.length > 0 && !this.url;
    }

    handleChoice(event) {
        this.chosen = event.detail.value;
        this.refusal = null;
    }

    handleCancel() {
        this.dispatchEvent(new CustomEvent('cancel'));
    }

    async handleSubmit() {
        if (this.isBusy) return; // a double press is one press
        this.isBusy = true;
        this.refusal = null;
        const { action, program, objectApiName: objectName, recordId } = this;
        const result = await press({ action, program, objectName, recordId });
        this.isBusy = false;
        if (!result.ok) {
            const known = knownReason(result.code);
            this.refusal = { ...result, message: known ? `${known.why} ${known.next}` : result.message };
            return;
        }
        this.dispatchEvent(new CustomEvent('changed'));
        if (this.isInterview) this.openTab(result.url);
        else this.finish(result);
    }

    /** Browsers may block a tab that opens after a wait, so the link stays on the page as well. */
    openTab(url) {
        this.url = url;
        window.open(url, '_blank', 'noopener');
    }

    finish({ message }) {
        this.dispatchEvent(new ShowToastEvent({ title: sentTitle, message, variant: 'success' }));
        this.dispatchEvent(new CustomEvent('done'));
    }
}
