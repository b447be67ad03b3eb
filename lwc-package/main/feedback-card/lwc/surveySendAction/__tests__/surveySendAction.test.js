import status from '@salesforce/apex/SurveyBridgeController.status';
import SurveySendAction from 'c/surveySendAction';
import { aStatus } from 'testing/bridge';
import { clear, find, show } from 'testing/page';

jest.mock('@salesforce/apex/SurveyBridgeController.act', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/SurveyBridgeController.status', () => ({ default: jest.fn() }), { virtual: true });
jest.mock(
    'lightning/actions',
    () => ({
        CloseActionScreenEvent: class extends CustomEvent {
            constructor() {
                super('closescreen');
            }
        }
    }),
    { virtual: true }
);

describe('the quick action', () => {
    afterEach(clear);

    it('sends a survey about its record, and closes when that is done or left', async () => {
        status.mockResolvedValue(JSON.stringify(aStatus()));
        const element = await show(SurveySendAction, { recordId: '006000000000001AAA', objectApiName: 'Opportunity' });
        const closed = jest.fn();
        element.addEventListener('closescreen', closed);
        const form = find(element, 'c-survey-send-form');
        expect([form.recordId, form.objectApiName, form.purpose, form.takesFocus]).toEqual([
            '006000000000001AAA',
            'Opportunity',
            'send',
            true
        ]);
        await expect(element).toBeAccessible();
        form.dispatchEvent(new CustomEvent('done'));
        form.dispatchEvent(new CustomEvent('cancel'));
        expect(closed).toHaveBeenCalledTimes(2);
    });
});
