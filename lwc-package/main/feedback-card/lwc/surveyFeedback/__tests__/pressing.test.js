import act from '@salesforce/apex/SurveyBridgeController.act';
import SurveyFeedback from 'c/surveyFeedback';
import { TOAST, answer, clear, connection, find, findAll, settle, show, textOf } from 'testing/page';
import { anInvitation } from 'testing/records';

jest.mock('@salesforce/apex/SurveyBridgeController.act', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/SurveyBridgeController.status', () => ({ default: jest.fn() }), { virtual: true });

const URL = 'https://bridge.example/s/org/token';

async function card() {
    const element = await show(SurveyFeedback, { recordId: '500000000000001AAA', objectApiName: 'Case' });
    const [refresh, toasts] = [jest.fn(), jest.fn()];
    element.addEventListener(TOAST, ({ detail }) => toasts(detail));
    await answer('surveyResponses', { responses: connection([]), history: connection([]) }, refresh);
    await answer(
        'surveyInvitations',
        { open: connection([anInvitation()]), asked: connection([]), notAsked: connection([]) },
        refresh
    );
    const press = async (label) => {
        findAll(element, 'lightning-button')
            .find((button) => button.label === label)
            .click();
        await settle();
    };
    return { element, refresh, toasts, press };
}

describe('pressing a button of an open invitation', () => {
    beforeEach(() => {
        jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] });
        act.mockReset();
        window.open = jest.fn();
        Object.assign(navigator, { clipboard: { writeText: jest.fn().mockResolvedValue(undefined) } });
    });

    afterEach(() => {
        clear();
        jest.useRealTimers();
    });

    it('resends it, says what the bridge said, and looks again now, soon and a little later', async () => {
        act.mockResolvedValue({ ok: true, message: 'The mail leaves in a moment.' });
        const { refresh, toasts, press } = await card();
        await press('Resend');
        expect(act.mock.calls).toEqual([
            [{ action: 'resend', program: null, objectName: null, recordId: null, invitationKey: 'key-1' }]
        ]);
        expect(toasts).toHaveBeenCalledWith({
            variant: 'success',
            title: 'Done',
            message: 'The mail leaves in a moment.'
        });
        expect(refresh).toHaveBeenCalledTimes(2);
        jest.advanceTimersByTime(3000);
        expect(refresh).toHaveBeenCalledTimes(4);
        jest.advanceTimersByTime(7000);
        expect(refresh).toHaveBeenCalledTimes(6);
    });

    it('is one press however often it is pressed', async () => {
        let done;
        act.mockReturnValue(new Promise((resolve) => (done = resolve)));
        const { element, press } = await card();
        await press('Resend');
        await press('Resend');
        expect(act).toHaveBeenCalledTimes(1);
        expect(find(element, '[data-action="resend"]').disabled).toBe(true);
        done({ ok: true, message: 'ok' });
        await settle();
        expect(find(element, '[data-action="resend"]').disabled).toBe(false);
    });

    it('copies the link', async () => {
        act.mockResolvedValue({ ok: true, message: 'Copied links are recorded.', url: URL });
        const { element, toasts, press } = await card();
        await press('Copy link');
        expect(navigator.clipboard.writeText).toHaveBeenCalledWith(URL);
        expect(toasts).toHaveBeenCalledWith(expect.objectContaining({ title: 'Link copied' }));
        expect(find(element, '.link')).toBeNull();
    });

    it('shows the link to copy by hand where the browser keeps the clipboard', async () => {
        navigator.clipboard.writeText.mockRejectedValue(new Error('not allowed'));
        act.mockResolvedValue({ ok: true, message: 'ok', url: URL });
        const { element, press } = await card();
        await press('Copy link');
        expect(find(element, '.link input').value).toBe(URL);
        expect(textOf(find(element, '.link'))).toContain('Whoever has this link can answer for the customer.');
        jest.useRealTimers();
        await expect(element).toBeAccessible();
        await press('Close');
        expect(find(element, '.link')).toBeNull();
    });

    it('opens the survey to fill it in with the customer', async () => {
        act.mockResolvedValue({ ok: true, message: 'ok', url: URL });
        const { element, press } = await card();
        await press('Interview');
        expect(window.open).toHaveBeenCalledWith(URL, '_blank', 'noopener');
        expect(find(element, '.link a').getAttribute('href')).toBe(URL);
    });

    it('cancels it after the second question', async () => {
        act.mockResolvedValue({ ok: true, message: 'Cancelled.' });
        const { element, press } = await card();
        await press('Cancel');
        expect(act).not.toHaveBeenCalled();
        find(element, '[data-action="cancel"]').click();
        await settle();
        expect(act).toHaveBeenCalledWith(expect.objectContaining({ action: 'cancel', invitationKey: 'key-1' }));
    });

    it('says why it did not work', async () => {
        act.mockResolvedValue({ ok: false, code: 'conflict', message: 'It was answered a minute ago.' });
        const { toasts, press } = await card();
        await press('Resend');
        expect(toasts).toHaveBeenCalledWith({
            variant: 'error',
            title: 'That did not work',
            message: 'It was answered a minute ago.'
        });
    });
});
