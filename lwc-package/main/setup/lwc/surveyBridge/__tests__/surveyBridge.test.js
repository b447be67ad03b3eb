import act from '@salesforce/apex/SurveyBridgeController.act';
import status from '@salesforce/apex/SurveyBridgeController.status';
import { loadStatus, press, reasonOf } from 'c/surveyBridge';

jest.mock('@salesforce/apex/SurveyBridgeController.act', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/SurveyBridgeController.status', () => ({ default: jest.fn() }), { virtual: true });

describe('the bridge as components know it', () => {
    it('answers a press with what Apex said, never with a throw', async () => {
        act.mockResolvedValueOnce({ ok: true, message: 'sent' });
        expect(await press({ action: 'send' })).toEqual({ ok: true, message: 'sent' });
        act.mockRejectedValueOnce({ body: { message: 'no named credential' } });
        expect(await press({ action: 'send' })).toEqual({ ok: false, code: 'failed', message: 'no named credential' });
    });

    it('reads its status, and says why it cannot', async () => {
        status.mockResolvedValueOnce('{"version":"1"}');
        expect(await loadStatus()).toEqual({ ok: true, status: { version: '1' } });
        status.mockRejectedValueOnce({ body: { message: 'The bridge is busy.' } });
        expect(await loadStatus()).toEqual({ ok: false, message: 'The bridge is busy.' });
    });

    it.each([
        [{ body: { message: 'from Apex' } }, 'from Apex'],
        [{ body: [{ message: 'from a page of errors' }] }, 'from a page of errors'],
        [new Error('from the browser'), 'from the browser'],
        [
            undefined,
            'Survey Bridge could not be reached. Try again in a minute; if it stays so, ask an admin to open Setup Assistant in the app Survey Bridge.'
        ]
    ])('finds the sentence in %j', (error, sentence) => {
        expect(reasonOf(error)).toBe(sentence);
    });
});
