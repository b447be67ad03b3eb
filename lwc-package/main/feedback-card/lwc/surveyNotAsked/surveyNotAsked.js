import { LightningElement, api } from 'lwc';
import againFrom from '@salesforce/label/c.Survey_Again_From';
import againNow from '@salesforce/label/c.Survey_Again_Now';
import earlier from '@salesforce/label/c.Survey_Not_Asked_Earlier';
import notAskedOn from '@salesforce/label/c.Survey_Not_Asked_On';
import title from '@salesforce/label/c.Survey_Not_Asked_Title';
import { fill, reasonOf, spoken } from 'c/surveyWords';

export default class SurveyNotAsked extends LightningElement {
    /** What stands in the way now: `surveyModel.standingOf`, or null. */
    @api standing;
    /** Invitations that were not sent, newest first. */
    @api history = [];

    label = { againFrom, againNow, notAskedOn, title };
    isOpen = false;

    get words() {
        return reasonOf(this.standing.code);
    }

    get facts() {
        return factsOf(this.standing);
    }

    get isLater() {
        return Boolean(this.standing.askAgainOn) && !this.standing.isOver;
    }

    get rows() {
        return this.history
            .filter(({ id }) => id !== this.standing?.id)
            .map((row) => ({ ...row, why: reasonOf(row.reason ?? 'unknown').why, facts: factsOf(row) }));
    }

    get hasRows() {
        return this.rows.length > 0;
    }

    get earlierLabel() {
        return fill(earlier, this.rows.length);
    }

    get expanded() {
        return String(this.isOpen);
    }

    get chevron() {
        return this.isOpen ? 'utility:chevrondown' : 'utility:chevronright';
    }

    handleToggle() {
        this.isOpen = !this.isOpen;
    }
}

const factsOf = ({ person, program }) => [person, program ? spoken(program) : null].filter(Boolean).join(' · ');
