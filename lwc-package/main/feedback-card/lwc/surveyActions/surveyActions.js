import { LightningElement, api } from 'lwc';
import { updateRecord } from 'lightning/uiRecordApi';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import DO_NOT_SURVEY from '@salesforce/schema/Contact.Do_Not_Survey__c';
import close from '@salesforce/label/c.Survey_Keep_Asking';
import confirm from '@salesforce/label/c.Survey_Do_Not_Survey';
import doNotSurveyDone from '@salesforce/label/c.Survey_Do_Not_Survey_Done';
import doNotSurveyFailed from '@salesforce/label/c.Survey_Do_Not_Survey_Failed';
import doNotSurveySure from '@salesforce/label/c.Survey_Do_Not_Survey_Sure';
import interview from '@salesforce/label/c.Survey_Interview';
import moreActions from '@salesforce/label/c.Survey_More_Actions';
import refresh from '@salesforce/label/c.Survey_Refresh';
import send from '@salesforce/label/c.Survey_Send_Survey';
import { reasonOf } from 'c/surveyBridge';
import { fill } from 'c/surveyWords';

export default class SurveyActions extends LightningElement {
    @api recordId;
    @api objectApiName;
    /** Whom the record is about: `{ id, name, doNotSurvey, isEditable }`, or null. */
    @api person;

    label = { close, confirm, interview, moreActions, refresh, send };
    panel = null; // 'send', 'interview' or 'stop'
    isBusy = false;
    moveFocus = null;

    get isForm() {
        return this.panel === 'send' || this.panel === 'interview';
    }

    get isStopping() {
        return this.panel === 'stop';
    }

    get panelLabel() {
        return this.panel === 'interview' ? interview : send;
    }

    get canStop() {
        return Boolean(this.person?.isEditable) && !this.person.doNotSurvey;
    }

    get stopQuestion() {
        return fill(doNotSurveySure, this.person.name ?? '');
    }

    renderedCallback() {
        if (!this.moveFocus) return;
        const target = this.template.querySelector(this.moveFocus);
        this.moveFocus = null;
        target?.focus();
    }

    handleSend() {
        this.open('send');
    }

    handleMenu(event) {
        if (event.detail.value === 'refresh') this.dispatchEvent(new CustomEvent('refresh'));
        else this.open(event.detail.value);
    }

    open(panel) {
        this.panel = this.panel === panel ? null : panel;
        if (this.panel) this.moveFocus = '.panel';
    }

    handleClose() {
        this.panel = null;
        this.moveFocus = '.send';
    }

    handleChanged() {
        this.dispatchEvent(new CustomEvent('changed'));
    }

    async handleStop() {
        if (this.isBusy) return; // a double press is one press
        this.isBusy = true;
        try {
            await updateRecord({ fields: { Id: this.person.id, [DO_NOT_SURVEY.fieldApiName]: true } });
            this.toast('success', fill(doNotSurveyDone, this.person.name ?? ''));
            this.handleClose();
            this.handleChanged();
        } catch (error) {
            this.toast('error', doNotSurveyFailed, reasonOf(error));
        }
        this.isBusy = false;
    }

    toast(variant, title, message = '') {
        this.dispatchEvent(new ShowToastEvent({ variant, title, message }));
    }
}
