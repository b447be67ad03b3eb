import status from '@salesforce/apex/SurveyBridgeController.status';
import SurveyProgramPicker from 'c/surveyProgramPicker';
import { clear, find, settle, show, textOf } from 'testing/page';

jest.mock('@salesforce/apex/SurveyBridgeController.act', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/SurveyBridgeController.status', () => ({ default: jest.fn() }), { virtual: true });

const PROGRAMS = [
    { name: 'case-closed', object: 'Case', mode: 'live' },
    { name: 'case-old', object: 'Case', mode: 'off' },
    { name: 'purchase', object: 'Opportunity', mode: 'watch' }
];

const picker = (properties) => show(SurveyProgramPicker, properties);
const optionsOf = (element) => find(element, 'lightning-radio-group').options.map(({ value }) => value);

describe('choosing a program in a flow', () => {
    beforeEach(() => {
        jest.resetAllMocks();
        status.mockResolvedValue(JSON.stringify({ programs: PROGRAMS }));
    });

    afterEach(clear);

    it('offers the programs about the object that are not off, and chooses the first', async () => {
        const element = await picker({ objectApiName: 'Case' });
        expect(optionsOf(element)).toEqual(['case-closed']);
        expect(element.value).toBe('case-closed');
        expect(element.validate()).toEqual({ isValid: true });
        await expect(element).toBeAccessible();
    });

    it('offers all without an object, keeps a choice that was made, and tells the flow of another', async () => {
        const element = await picker({ value: 'purchase' });
        const heard = jest.fn();
        element.addEventListener('lightning__flowattributechange', heard);
        expect(optionsOf(element)).toEqual(['case-closed', 'purchase']);
        expect(element.value).toBe('purchase');
        find(element, 'lightning-radio-group').dispatchEvent(
            new CustomEvent('change', { detail: { value: 'case-closed' } })
        );
        expect(element.value).toBe('case-closed');
        expect(heard).toHaveBeenCalledTimes(1);
    });

    it('lets nobody go on when no program is about the object', async () => {
        const element = await picker({ objectApiName: 'Lead' });
        expect(find(element, 'lightning-radio-group')).toBeNull();
        expect(element.validate()).toEqual({ isValid: false, errorMessage: find(element, '.empty').textContent });
        await expect(element).toBeAccessible();
    });

    it('says why the programs cannot be read, and reads them again', async () => {
        status.mockRejectedValueOnce({ body: { message: 'The bridge is busy.' } });
        const element = await picker({ objectApiName: 'Case' });
        expect(textOf(find(element, '[role="alert"]'))).toContain('The bridge is busy.');
        expect(element.validate()).toEqual({ isValid: false, errorMessage: 'The bridge is busy.' });
        await expect(element).toBeAccessible();
        find(element, '.again').click();
        await settle();
        expect(element.validate()).toEqual({ isValid: true });
    });
});
