import SurveyInvitations from 'c/surveyInvitations';
import { clear, find, findAll, settle, show, textOf } from 'testing/page';

const invitation = (more = {}) => ({
    id: 'i1',
    key: 'key-1',
    status: 'Sent',
    isOpen: true,
    canResend: true,
    program: 'case-closed',
    channel: 'email',
    person: 'Ada Lovelace',
    askedAt: '2026-11-01T08:00:00.000Z',
    sentAt: '2026-11-01T10:00:00.000Z',
    expiresAt: '2026-12-01T10:00:00.000Z',
    ...more
});
const labels = (element) => findAll(element, 'lightning-button').map(({ label }) => label);

describe('invitations', () => {
    afterEach(clear);

    it.each([
        ['Queued', 'Queued', 'Waits for its time to be sent.'],
        ['Held', 'Held', 'Waits for an admin: many invitations arrived at once.'],
        ['Sent', 'Sent', 'Sent, not opened yet.'],
        ['Opened', 'Opened', 'The customer had the survey open.'],
        ['Partial', 'Partly answered', 'The customer began to answer.']
    ])('that are %s say so and what that means', async (status, label, means) => {
        const element = await show(SurveyInvitations, { invitations: [invitation({ status })] });
        expect(find(element, '.status').textContent.trim()).toBe(label);
        expect(find(element, '.means').textContent).toBe(means);
        await expect(element).toBeAccessible();
    });

    it('tell when each step was, and when an open one expires', async () => {
        const element = await show(SurveyInvitations, {
            invitations: [invitation({ openedAt: '2026-11-02T10:00:00.000Z' })]
        });
        expect(findAll(element, 'dt').map(({ textContent }) => textContent)).toEqual([
            'Asked',
            'Sent',
            'Opened',
            'Expires'
        ]);
        expect(findAll(element, 'dd lightning-formatted-date-time').map(({ value }) => value)).toContain(
            '2026-12-01T10:00:00.000Z'
        );
        expect(textOf(element)).toContain('Ada Lovelace · E-mail');
    });

    it('that ended show no expiry and nothing to press', async () => {
        const ended = invitation({
            status: 'Completed',
            isOpen: false,
            canResend: false,
            completedAt: '2026-11-03T10:00:00.000Z'
        });
        const element = await show(SurveyInvitations, { invitations: [ended] });
        expect(findAll(element, 'dt').map(({ textContent }) => textContent)).toEqual(['Asked', 'Answered']);
        expect(labels(element)).toEqual([]);
    });

    it('can be resent only once they were sent', async () => {
        const queued = await show(SurveyInvitations, {
            invitations: [invitation({ status: 'Queued', canResend: false })]
        });
        expect(labels(queued)).toEqual(['Copy link', 'Interview', 'Cancel']);
        clear();
        const sent = await show(SurveyInvitations, { invitations: [invitation()] });
        expect(labels(sent)[0]).toBe('Resend');
    });

    it.each([
        ['Resend', 'resend'],
        ['Copy link', 'link'],
        ['Interview', 'interview']
    ])('say to the card that %s was pressed', async (label, action) => {
        const element = await show(SurveyInvitations, { invitations: [invitation()] });
        const pressed = jest.fn();
        element.addEventListener('press', ({ detail }) => pressed(detail));
        findAll(element, 'lightning-button')
            .find((button) => button.label === label)
            .click();
        expect(pressed).toHaveBeenCalledWith({ action, invitationKey: 'key-1' });
    });

    it('are cancelled only after a second question, and focus goes along', async () => {
        const element = await show(SurveyInvitations, { invitations: [invitation()] });
        const pressed = jest.fn();
        element.addEventListener('press', ({ detail }) => pressed(detail));
        find(element, '.cancel').click();
        await settle();
        expect(pressed).not.toHaveBeenCalled();
        expect(find(element, '.sure').textContent).toContain('The customer can no longer answer');
        await expect(element).toBeAccessible();
        find(element, '.keep').click();
        await settle();
        expect(find(element, '.sure')).toBeNull();
        find(element, '.cancel').click();
        await settle();
        find(element, '[data-action="cancel"]').click();
        expect(pressed).toHaveBeenCalledWith({ action: 'cancel', invitationKey: 'key-1' });
    });

    it('cannot be pressed while a press is running', async () => {
        const element = await show(SurveyInvitations, { invitations: [invitation()], isBusy: true });
        expect(findAll(element, '.actions lightning-button').every(({ disabled }) => disabled)).toBe(true);
    });

    it('without a readable key offer nothing to press', async () => {
        const element = await show(SurveyInvitations, { invitations: [invitation({ key: null })] });
        expect(labels(element)).toEqual([]);
    });
});
