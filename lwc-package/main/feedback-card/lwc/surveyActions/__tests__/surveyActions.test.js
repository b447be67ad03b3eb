import status from '@salesforce/apex/SurveyBridgeController.status';
import SurveyActions from 'c/surveyActions';
import { updateRecord } from 'lightning/uiRecordApi';
import { aStatus } from 'testing/bridge';
import { TOAST, clear, find, findAll, settle, show, textOf } from 'testing/page';

jest.mock('@salesforce/apex/SurveyBridgeController.act', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/SurveyBridgeController.status', () => ({ default: jest.fn() }), { virtual: true });

const ada = { id: '003000000000001AAA', name: 'Ada Lovelace', doNotSurvey: false, isEditable: true };
const actions = (person = ada) =>
    show(SurveyActions, { recordId: '500000000000001AAA', objectApiName: 'Case', person });
const choose = async (element, value) => {
    find(element, '.menu').dispatchEvent(new CustomEvent('select', { detail: { value } }));
    await settle();
};
const menu = (element) => findAll(element, 'lightning-menu-item').map(({ value }) => value);

describe('the actions of the card', () => {
    beforeEach(() => {
        updateRecord.mockReset();
        status.mockResolvedValue(JSON.stringify(aStatus()));
    });

    afterEach(clear);

    it('open the form in place, and close it again', async () => {
        const element = await actions();
        find(element, '.send').click();
        await settle();
        expect(find(element, 'c-survey-send-form').purpose).toBe('send');
        await expect(element).toBeAccessible();
        find(element, '.leave').click();
        await settle();
        expect(find(element, 'c-survey-send-form')).toBeNull();
    });

    it('open the interview from the menu', async () => {
        const element = await actions();
        await choose(element, 'interview');
        expect(find(element, 'c-survey-send-form').purpose).toBe('interview');
    });

    it('stop surveys for a person only after a second question', async () => {
        updateRecord.mockResolvedValue({});
        const element = await actions();
        const [changed, toasts] = [jest.fn(), jest.fn()];
        element.addEventListener('changed', changed);
        element.addEventListener(TOAST, ({ detail }) => toasts(detail));
        await choose(element, 'stop');
        expect(textOf(find(element, '.panel'))).toContain('Ada Lovelace gets no more surveys from any program');
        expect(updateRecord).not.toHaveBeenCalled();
        await expect(element).toBeAccessible();
        find(element, '.stop').click();
        find(element, '.stop').click();
        await settle();
        expect(updateRecord.mock.calls).toEqual([[{ fields: { Id: ada.id, Do_Not_Survey__c: true } }]]);
        expect(toasts).toHaveBeenCalledWith(expect.objectContaining({ title: 'Ada Lovelace gets no more surveys.' }));
        expect(changed).toHaveBeenCalledTimes(1);
        expect(find(element, '.panel')).toBeNull();
    });

    it('keep asking when the second question is answered with no', async () => {
        const element = await actions();
        await choose(element, 'stop');
        find(element, '.keep').click();
        await settle();
        expect(updateRecord).not.toHaveBeenCalled();
        expect(find(element, '.panel')).toBeNull();
    });

    it('say why the wish could not be saved', async () => {
        updateRecord.mockRejectedValue({ body: { message: 'insufficient access rights on record' } });
        const element = await actions();
        const toasts = jest.fn();
        element.addEventListener(TOAST, ({ detail }) => toasts(detail));
        await choose(element, 'stop');
        find(element, '.stop').click();
        await settle();
        expect(toasts).toHaveBeenCalledWith(
            expect.objectContaining({ variant: 'error', message: 'insufficient access rights on record' })
        );
        expect(find(element, '.stop').disabled).toBe(false);
    });

    it.each([
        ['nobody is known', null],
        ['the person is out of surveys already', { ...ada, doNotSurvey: true }],
        ['this user may not edit the field', { ...ada, isEditable: false }]
    ])('do not offer to stop surveys where %s', async (_, person) => {
        expect(menu(await actions(person))).toEqual(['interview', 'refresh']);
    });

    it('look again when asked to', async () => {
        const element = await actions();
        const refresh = jest.fn();
        element.addEventListener('refresh', refresh);
        await choose(element, 'refresh');
        expect(refresh).toHaveBeenCalledTimes(1);
    });
});
