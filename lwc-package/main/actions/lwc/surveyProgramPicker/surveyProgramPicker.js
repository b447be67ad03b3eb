import { LightningElement, api } from 'lwc';
import { FlowAttributeChangeEvent } from 'lightning/flowSupport';
import chooseProgram from '@salesforce/label/c.Survey_Choose_Program';
import loading from '@salesforce/label/c.Survey_Loading';
import noPrograms from '@salesforce/label/c.Survey_No_Programs';
import programOption from '@salesforce/label/c.Survey_Program_Option';
import tryAgain from '@salesforce/label/c.Survey_Try_Again';
import { loadStatus } from 'c/surveyBridge';
import { fill, modeOf, spoken } from 'c/surveyWords';

/** Chooses a program on a screen of a flow. Its value is the name of the program. */
export default class SurveyProgramPicker extends LightningElement {
    /** Only programs about this object are offered; all of them without one. */
    @api objectApiName;
    @api
    get value() {
        return this.chosen;
    }
    set value(program) {
        this.chosen = program;
    }

    chosen = null;
    label = { chooseProgram, loading, noPrograms, tryAgain };
    isLoading = true;
    loadFailed = null;
    programs = [];

    connectedCallback() {
        this.load();
    }

    /** The flow asks before it goes on. */
    @api
    validate() {
        return this.chosen
            ? { isValid: true }
            : { isValid: false, errorMessage: this.loadFailed ?? (this.isEmpty ? noPrograms : chooseProgram) };
    }

    async load() {
        this.isLoading = true;
        this.loadFailed = null;
        const answer = await loadStatus();
        this.isLoading = false;
        if (!answer.ok) {
            this.loadFailed = answer.message;
            return;
        }
        this.programs = answer.status.programs;
        if (!this.options.some(({ value }) => value === this.chosen)) this.choose(this.options[0]?.value);
    }

    get options() {
        return this.programs
            .filter(({ object, mode }) => mode !== 'off' && (!this.objectApiName || object === this.objectApiName))
            .map(({ name, mode }) => ({
                value: name,
                label: fill(programOption, spoken(name), modeOf(mode).label, modeOf(mode).means)
            }));
    }

    get isEmpty() {
        return !this.isLoading && !this.loadFailed && this.options.length === 0;
    }

    get isReady() {
        return this.options.length > 0;
    }

    handleChoice(event) {
        this.choose(event.detail.value);
    }

    choose(program) {
        this.chosen = program;
        this.dispatchEvent(new FlowAttributeChangeEvent('value', program));
    }
}
