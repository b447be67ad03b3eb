import SurveyFeedback from 'c/surveyFeedback';
import { graphql } from 'lightning/graphql';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { getRecord } from 'lightning/uiRecordApi';
import { answer, clear, connection, find, findAll, notInSchema, refuse, settle, show, textOf } from 'testing/page';
import { anInvitation, aResponse } from 'testing/records';

jest.mock('@salesforce/apex/SurveyBridgeController.act', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/SurveyBridgeController.status', () => ({ default: jest.fn() }), { virtual: true });

const card = (more = {}) => show(SurveyFeedback, { recordId: '500000000000001AAA', objectApiName: 'Case', ...more });

/** Answers both queries; a list that is not named is empty. */
async function fill({ responses = [], open = [], asked = [], notAsked = [], isMore = false, refresh } = {}) {
    await answer(
        'surveyResponses',
        { responses: connection(responses, isMore), history: connection(responses) },
        refresh
    );
    await answer(
        'surveyInvitations',
        { open: connection(open), asked: connection(asked, isMore), notAsked: connection(notAsked) },
        refresh
    );
}
const headings = (element) => findAll(element, '.body .heading').map(({ firstChild }) => firstChild.textContent.trim());

describe('the card of a record', () => {
    afterEach(clear);

    it('shows that it is loading until both questions are answered', async () => {
        const element = await card();
        expect(textOf(find(element, '[role="status"]'))).toBe('Loading');
        await answer('surveyResponses', { responses: connection([]), history: connection([]) });
        expect(find(element, '.bone')).not.toBeNull();
        await expect(element).toBeAccessible();
    });

    it('shows the last score, the trend, who was asked, and what they said', async () => {
        const element = await card();
        await fill({
            responses: [
                aResponse({ Id: 'b', csat: 5, submittedAt: '2026-11-03T10:00:00.000Z' }),
                aResponse({ Id: 'a', csat: 2, submittedAt: '2026-10-03T10:00:00.000Z' })
            ],
            open: [anInvitation({ Id: 'o', status: 'Opened' })],
            asked: [anInvitation({ Id: 'c', status: 'Completed', completedAt: '2026-11-03T10:00:00.000Z' })]
        });
        expect(headings(element)).toEqual(['Last score', 'Over time', 'Open invitations', 'Answers', 'Who was asked']);
        expect(find(element, '.last c-survey-score').score.value).toBe(5);
        expect(find(element, 'c-survey-trend').series.points.map(({ value }) => value)).toEqual([2, 5]);
        expect(find(element, 'c-survey-answers').responses).toHaveLength(2);
        await expect(element).toBeAccessible();
    });

    it('survives fields that the user may not read', async () => {
        const element = await card();
        await fill({ responses: [{ Id: 'a' }], asked: [{ Id: 'b' }], notAsked: [{ Id: 'c' }] });
        expect(headings(element)).toEqual(['Answers', 'Who was asked']);
    });

    it('says what to do where nothing is there', async () => {
        const element = await card();
        await fill();
        expect(textOf(find(element, '.empty'))).toContain('No feedback yet, and nobody was asked');
        expect(textOf(find(element, '.empty'))).toContain('You can also press Send survey.');
        await expect(element).toBeAccessible();
    });

    it('says why the customer was not asked, and from when they can be', async () => {
        const element = await card();
        await fill({
            notAsked: [anInvitation({ status: 'Not Sent', reason: 'cooldown', askAgainOn: '2999-01-31' })]
        });
        expect(textOf(find(element, '.standing'))).toContain(
            'The customer was asked too recently. Can be asked again from'
        );
        expect(find(element, '.standing .again lightning-formatted-date-time').value).toBe('2999-01-31');
        await expect(element).toBeAccessible();
    });

    it('says that only answers that do not count are there', async () => {
        const element = await card();
        await fill({ responses: [aResponse({ isTest: true })] });
        expect(textOf(find(element, '.last'))).toContain('There are only test, robot or agents’ answers so far.');
    });

    it('says why it could not be read and what to do, and reads again', async () => {
        const element = await card();
        const refresh = jest.fn();
        await refuse('surveyInvitations', 'Cannot query field "Survey_Invitation__c"', refresh);
        const alert = find(element, '[role="alert"]');
        expect(textOf(alert)).toContain('Cannot query field');
        expect(textOf(alert)).toContain('ask an admin to give you the permission set Survey User');
        await expect(element).toBeAccessible();
        find(element, '.again').click();
        expect(refresh).toHaveBeenCalled();
    });

    it('says in plain words that a person may not read survey records, however Salesforce says it', async () => {
        const element = await card();
        await refuse('surveyResponses', notInSchema('Survey_Response__c'));
        await refuse('surveyInvitations', notInSchema('Survey_Invitation__c'));
        const said = textOf(find(element, '[role="alert"]'));
        expect(said).toContain('You have no access to survey records.');
        expect(said).toContain('ask an admin to give you the permission set Survey User');
        expect(said).not.toContain('FieldUndefined');
    });

    it('does not hide a failure behind the question that was answered, and forgets it when it is over', async () => {
        const element = await card();
        await refuse('surveyResponses', 'no access to responses');
        await answer('surveyInvitations', { open: connection([]), asked: connection([]), notAsked: connection([]) });
        expect(textOf(find(element, '[role="alert"]'))).toContain('no access to responses');
        await answer('surveyResponses', { responses: connection([]), history: connection([]) });
        expect(find(element, '[role="alert"]')).toBeNull();
        expect(find(element, '.empty')).not.toBeNull();
    });

    it('shows nothing of the last record when another takes its place', async () => {
        const element = await card();
        await fill({ responses: [aResponse()] });
        element.recordId = '500000000000002AAA';
        await settle();
        expect(find(element, 'c-survey-answers')).toBeNull();
        expect(find(element, '.bone')).not.toBeNull();
    });

    it('asks for one page, and for more when the person does', async () => {
        const element = await card({ pageSize: 2 });
        expect(graphql.getLastConfig().variables).toEqual({ recordId: '500000000000001AAA', first: 2 });
        await fill({ responses: [aResponse()], asked: [anInvitation({ status: 'Completed' })], isMore: true });
        find(element, 'c-survey-answers').dispatchEvent(new CustomEvent('more'));
        await settle();
        expect(graphql.getLastConfig()).toMatchObject({
            query: expect.stringContaining('query surveyResponses'),
            variables: { first: 4 }
        });
        find(element, '.asked').dispatchEvent(new CustomEvent('more'));
        await settle();
        expect(graphql.getLastConfig()).toMatchObject({
            query: expect.stringContaining('query surveyInvitations'),
            variables: { first: 4 }
        });
    });

    it('looks again when the person comes back to the page', async () => {
        await card();
        const refresh = jest.fn();
        await fill({ refresh });
        document.dispatchEvent(new CustomEvent('visibilitychange'));
        expect(refresh).toHaveBeenCalledTimes(2);
        clear();
        document.dispatchEvent(new CustomEvent('visibilitychange'));
        expect(refresh).toHaveBeenCalledTimes(2);
    });
});

describe('the person behind the record', () => {
    const record = (contact, closed = false) => ({
        id: '500000000000001AAA',
        apiName: 'Case',
        fields: {
            IsClosed: { value: closed },
            ContactId: { value: contact?.id ?? null },
            Contact: {
                value: contact && {
                    fields: { Name: { value: contact.name }, Do_Not_Survey__c: { value: contact.stop } }
                }
            }
        }
    });
    const ada = { id: '003000000000001AAA', name: 'Ada Lovelace', stop: false };
    const mayEdit = (updateable) =>
        getObjectInfo.emit({ apiName: 'Contact', fields: { Do_Not_Survey__c: { updateable } } });

    afterEach(clear);

    it('is the contact of the case, whose wish the card can note', async () => {
        const element = await card();
        getRecord.emit(record(ada));
        mayEdit(true);
        await settle();
        expect(find(element, 'c-survey-actions').person).toEqual({
            id: ada.id,
            name: 'Ada Lovelace',
            doNotSurvey: false,
            isEditable: true
        });
    });

    it('is nobody where a case has no contact', async () => {
        const element = await card();
        getRecord.emit(record(null));
        await settle();
        expect(find(element, 'c-survey-actions').person).toBeNull();
    });

    it('is left alone when they want no surveys', async () => {
        const element = await card();
        getRecord.emit(record({ ...ada, stop: true }));
        await fill();
        expect(textOf(find(element, '.standing'))).toContain('Do Not Survey is set on this person.');
    });

    it('may be asked once the case closes: the card looks again by itself', async () => {
        await card();
        const refresh = jest.fn();
        getRecord.emit(record(ada));
        await fill({ refresh });
        expect(refresh).not.toHaveBeenCalled();
        getRecord.emit(record(ada, true));
        await settle();
        expect(refresh).toHaveBeenCalledTimes(2);
    });

    it('is looked for only on records that name one', async () => {
        await card({ objectApiName: 'Account', recordId: '001000000000001AAA' });
        expect(getRecord.getLastConfig()?.optionalFields).toBeUndefined();
    });
});
