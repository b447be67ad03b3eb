import act from '@salesforce/apex/SurveyBridgeController.act';
import status from '@salesforce/apex/SurveyBridgeController.status';
import SurveySendForm from 'c/surveySendForm';
import { aStatus } from 'testing/bridge';
import { TOAST, clear, find, settle, show, textOf } from 'testing/page';

jest.mock('@salesforce/apex/SurveyBridgeController.act', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/SurveyBridgeController.status', () => ({ default: jest.fn() }), { virtual: true });

const form = (more = {}) => show(SurveySendForm, { recordId: '500000000000001AAA', objectApiName: 'Case', ...more });
const listen = (element, name) => {
    const heard = jest.fn();
    element.addEventListener(name, ({ detail }) => heard(detail));
    return heard;
};

describe('sending a survey now', () => {
    beforeEach(() => {
        jest.resetAllMocks();
        status.mockResolvedValue(JSON.stringify(aStatus()));
        window.open = jest.fn();
    });

    afterEach(clear);

    it('offers the programs that fit the record and are not switched off, and says what each mode does', async () => {
        const element = await form();
        expect(find(element, 'lightning-radio-group').options).toEqual([
            { value: 'case-closed', label: 'Case closed (Live: sends to customers)' },
            { value: 'case-reopened', label: 'Case reopened (Watch: decides and records, sends nothing)' }
        ]);
        await expect(element).toBeAccessible();
    });

    it('asks the bridge once, however often it is pressed, and says in its words what happened', async () => {
        act.mockResolvedValue({ ok: true, message: 'Ada gets the survey in a minute.', invitation: 'key-9' });
        const element = await form();
        const [toasts, done, changed] = [TOAST, 'done', 'changed'].map((name) => listen(element, name));
        find(element, '.submit').click();
        find(element, '.submit').click();
        await settle();
        expect(act).toHaveBeenCalledTimes(1);
        expect(act).toHaveBeenCalledWith({
            action: 'send',
            program: 'case-closed',
            objectName: 'Case',
            recordId: '500000000000001AAA',
            invitationKey: null
        });
        expect(toasts).toHaveBeenCalledWith(
            expect.objectContaining({ variant: 'success', message: 'Ada gets the survey in a minute.' })
        );
        expect([done, changed].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
    });

    it('sends the program that was chosen', async () => {
        act.mockResolvedValue({ ok: true, message: 'ok' });
        const element = await form();
        find(element, 'lightning-radio-group').dispatchEvent(
            new CustomEvent('change', { detail: { value: 'case-reopened' } })
        );
        find(element, '.submit').click();
        await settle();
        expect(act).toHaveBeenCalledWith(expect.objectContaining({ program: 'case-reopened' }));
    });

    it('says why a customer may not be asked, what to do, and from when', async () => {
        act.mockResolvedValue({
            ok: false,
            code: 'cooldown',
            message: 'asked on 1 Nov',
            askAgainAt: '2026-12-24T00:00:00.000Z'
        });
        const element = await form();
        const done = listen(element, 'done');
        find(element, '.submit').click();
        await settle();
        expect(textOf(find(element, '.refusal'))).toContain(
            'The customer was asked too recently. Wait until the date shown here.'
        );
        expect(find(element, '.refusal lightning-formatted-date-time').value).toBe('2026-12-24T00:00:00.000Z');
        expect(done).not.toHaveBeenCalled();
        expect(find(element, '.submit').disabled).toBe(false);
        await expect(element).toBeAccessible();
    });

    it('shows the words of the bridge for a refusal of its own', async () => {
        act.mockResolvedValue({ ok: false, code: 'conflict', message: 'Somebody else sent it a second ago.' });
        const element = await form();
        find(element, '.submit').click();
        await settle();
        expect(textOf(find(element, '.refusal'))).toContain('Somebody else sent it a second ago.');
    });

    it('stays usable when Salesforce cannot reach the bridge', async () => {
        act.mockRejectedValue({ body: { message: 'The named credential is missing.' } });
        const element = await form();
        find(element, '.submit').click();
        await settle();
        expect(textOf(find(element, '.refusal'))).toContain('The named credential is missing.');
        expect(find(element, '.submit').disabled).toBe(false);
    });

    it('opens the survey in a new tab for an interview, and keeps the link where a browser blocks the tab', async () => {
        act.mockResolvedValue({ ok: true, message: 'ok', url: 'https://bridge.example/s/org/token' });
        const element = await form({ purpose: 'interview' });
        expect(find(element, '.submit').label).toBe('Open the survey');
        find(element, '.submit').click();
        await settle();
        expect(act).toHaveBeenCalledWith(expect.objectContaining({ action: 'interview', program: 'case-closed' }));
        expect(window.open).toHaveBeenCalledWith('https://bridge.example/s/org/token', '_blank', 'noopener');
        expect(find(element, 'a').getAttribute('href')).toBe('https://bridge.example/s/org/token');
        await expect(element).toBeAccessible();
    });

    it('says that no program fits', async () => {
        const element = await form({ objectApiName: 'Lead' });
        expect(find(element, '.empty').textContent).toContain('No survey program asks about this kind of record.');
        expect(find(element, '.submit')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('says why programs could not be read, and tries again', async () => {
        status.mockRejectedValueOnce({ body: { message: 'The bridge is busy.' } });
        const element = await form();
        expect(textOf(find(element, '[role="alert"]'))).toContain('The bridge is busy.');
        await expect(element).toBeAccessible();
        find(element, '.again').click();
        await settle();
        expect(find(element, 'lightning-radio-group')).not.toBeNull();
    });

    it('puts the focus where one goes on: the choice, another try, or the way out', async () => {
        const focused = [];
        jest.spyOn(HTMLElement.prototype, 'focus').mockImplementation(function () {
            focused.push(this.tagName === 'LIGHTNING-BUTTON' ? this.className : this.tagName);
        });
        await form();
        expect(focused).toEqual([]); // in a card the panel has the focus
        await form({ takesFocus: true });
        await form({ takesFocus: true, objectApiName: 'Lead' });
        status.mockRejectedValueOnce({ body: { message: 'The bridge is busy.' } });
        const element = await form({ takesFocus: true });
        find(element, '.again').click();
        await settle();
        expect(focused).toEqual(['LIGHTNING-RADIO-GROUP', 'leave', 'again', 'LIGHTNING-RADIO-GROUP']);
        jest.restoreAllMocks();
    });

    it('can be left', async () => {
        const element = await form();
        const cancelled = listen(element, 'cancel');
        find(element, '.leave').click();
        expect(cancelled).toHaveBeenCalledTimes(1);
        expect(act).not.toHaveBeenCalled();
    });
});
