import { LightningElement, api } from 'lwc';
import access from '@salesforce/label/c.Survey_Chain_access';
import bridge from '@salesforce/label/c.Survey_Chain_bridge';
import credential from '@salesforce/label/c.Survey_Chain_credential';
import drift from '@salesforce/label/c.Survey_Chain_drift';
import login from '@salesforce/label/c.Survey_Chain_login';
import nextStep from '@salesforce/label/c.Survey_Next_Step';
import notSeen from '@salesforce/label/c.Survey_Check_Not_Seen';
import openInSetup from '@salesforce/label/c.Survey_Open_In_Setup';
import packageLabel from '@salesforce/label/c.Survey_Chain_package';
import people from '@salesforce/label/c.Survey_Chain_people';
import right from '@salesforce/label/c.Survey_Check_Right';
import trigger from '@salesforce/label/c.Survey_Chain_trigger';
import write from '@salesforce/label/c.Survey_Chain_write';
import wrong from '@salesforce/label/c.Survey_Check_Wrong';
import { spoken } from 'c/surveyWords';

/** The links of the chain, in the order an event travels. */
const CHAIN = { login, package: packageLabel, access, credential, trigger, people, bridge, write, drift };
const STATES = {
    true: { icon: 'utility:success', word: right, className: 'check check_right' },
    false: { icon: 'utility:error', word: wrong, className: 'check check_wrong' },
    null: { icon: 'utility:help', word: notSeen, className: 'check check_unseen' }
};

export default class SurveySetupChecks extends LightningElement {
    /** `{ id, ok, title, detail, next, at?, href? }`: `ok` is null for what could not be seen, `href` the page of Setup to open. */
    @api checks = [];
    /** Under the link of the chain that the id of each begins with. */
    @api isGrouped = false;

    label = { nextStep, openInSetup };

    get groups() {
        if (!this.isGrouped) return [{ key: 'all', title: null, rows: this.checks.map(rowOf) }];
        const known = Object.keys(CHAIN);
        const links = [...new Set(this.checks.map(linkOf))].sort((a, b) => rank(known, a) - rank(known, b));
        return links.map((link) => ({
            key: link,
            title: CHAIN[link] ?? spoken(link),
            rows: this.checks.filter((check) => linkOf(check) === link).map(rowOf)
        }));
    }
}

const linkOf = ({ id }) => id.split('.')[0];
const rank = (known, link) => (known.includes(link) ? known.indexOf(link) : known.length);
const rowOf = (check) => ({
    ...check,
    ...STATES[String(check.ok ?? null)],
    atMs: check.at ? Date.parse(check.at) : null,
    hasNext: check.ok !== true && Boolean(check.next)
});
