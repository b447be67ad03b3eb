import { LightningElement, api } from 'lwc';
import answered from '@salesforce/label/c.Survey_When_Answered';
import asked from '@salesforce/label/c.Survey_When_Asked';
import cancel from '@salesforce/label/c.Survey_Cancel_Invitation';
import cancelShort from '@salesforce/label/c.Survey_Cancel_Short';
import cancelSure from '@salesforce/label/c.Survey_Cancel_Sure';
import copyLink from '@salesforce/label/c.Survey_Copy_Link';
import expires from '@salesforce/label/c.Survey_When_Expires';
import interview from '@salesforce/label/c.Survey_Interview';
import interviewShort from '@salesforce/label/c.Survey_Interview_Short';
import keep from '@salesforce/label/c.Survey_Keep_Invitation';
import opened from '@salesforce/label/c.Survey_When_Opened';
import resend from '@salesforce/label/c.Survey_Resend';
import sent from '@salesforce/label/c.Survey_When_Sent';
import showMore from '@salesforce/label/c.Survey_Show_More';
import test from '@salesforce/label/c.Survey_Mark_Test';
import { channelOf, spoken, statusOf } from 'c/surveyWords';

const STEPS = ['Queued', 'Sent', 'Opened', 'Partial'];

export default class SurveyInvitations extends LightningElement {
    @api invitations = [];
    @api hasMore = false;
    /** While a press of the card is running: no second one may begin. */
    @api isBusy = false;

    label = { cancel, cancelShort, cancelSure, copyLink, interview, interviewShort, keep, resend, showMore, test };
    cancellingId = null;
    moveFocus = null;

    get rows() {
        return this.invitations.map((invitation) => {
            const { label, means, icon, look } = statusOf(invitation.status);
            return {
                ...invitation,
                statusLabel: label,
                means,
                icon,
                statusClass: `status status_${look}`,
                title: spoken(invitation.program),
                facts: [invitation.person, channelOf(invitation.channel)].filter(Boolean).join(' · '),
                moments: momentsOf(invitation),
                steps: invitation.isOpen ? stepsOf(invitation.status) : null,
                isCancelling: invitation.isOpen && this.cancellingId === invitation.id,
                hasActions: invitation.isOpen && Boolean(invitation.key) && this.cancellingId !== invitation.id
            };
        });
    }

    /** Focus follows the person: into the question when it opens, back to the button when it is answered with no. */
    renderedCallback() {
        if (!this.moveFocus) return;
        const target = this.template.querySelector(this.moveFocus);
        this.moveFocus = null;
        target?.focus();
    }

    handleCancel(event) {
        this.cancellingId = event.target.dataset.id;
        this.moveFocus = '.keep';
    }

    handleKeep(event) {
        this.cancellingId = null;
        this.moveFocus = `.cancel[data-id="${event.target.dataset.id}"]`;
    }

    handlePress(event) {
        const { action, key } = event.target.dataset;
        this.cancellingId = null;
        this.dispatchEvent(new CustomEvent('press', { detail: { action, invitationKey: key } }));
    }

    handleMore() {
        this.dispatchEvent(new CustomEvent('more'));
    }
}

const momentsOf = ({ isOpen, askedAt, sentAt, openedAt, completedAt, expiresAt }) =>
    [
        { label: asked, at: askedAt },
        { label: sent, at: isOpen ? sentAt : null },
        { label: opened, at: isOpen ? openedAt : null },
        { label: answered, at: completedAt },
        { label: expires, at: isOpen ? expiresAt : null }
    ].filter(({ at }) => at);

function stepsOf(status) {
    const reached = Math.max(0, STEPS.indexOf(status));
    return STEPS.map((step, index) => ({ key: step, className: index <= reached ? 'step step_done' : 'step' }));
}
