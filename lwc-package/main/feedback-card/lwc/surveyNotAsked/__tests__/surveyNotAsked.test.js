import SurveyNotAsked from 'c/surveyNotAsked';
import { clear, find, findAll, settle, show, textOf } from 'testing/page';

const standing = (more = {}) => ({
    id: 'i1',
    code: 'cooldown',
    at: '2026-11-05T08:00:00.000Z',
    askAgainOn: '2026-12-24',
    isOver: false,
    program: 'case-closed',
    person: 'Ada Lovelace',
    ...more
});

describe('why a customer was not asked', () => {
    afterEach(clear);

    it('is one sentence, with the day from which they can be asked', async () => {
        const element = await show(SurveyNotAsked, { standing: standing() });
        expect(textOf(element)).toContain('The customer was asked too recently. Can be asked again from');
        expect(find(element, '.again lightning-formatted-date-time').value).toBe('2026-12-24');
        expect(textOf(element)).toContain('Ada Lovelace · Case closed');
        await expect(element).toBeAccessible();
    });

    it('says so when that day has come', async () => {
        const element = await show(SurveyNotAsked, { standing: standing({ isOver: true }) });
        expect(textOf(element)).toContain('The waiting time is over: this customer can be asked now.');
    });

    it('says what to do where no day is the answer', async () => {
        const element = await show(SurveyNotAsked, { standing: standing({ code: 'no_address', askAgainOn: null }) });
        expect(textOf(element)).toContain('Add an e-mail address to the contact, then send the survey.');
    });

    it('keeps earlier decisions behind a button', async () => {
        const history = [
            {
                id: 'i1',
                reason: 'cooldown',
                askedAt: '2026-11-05T08:00:00.000Z',
                person: 'Ada Lovelace',
                program: 'case-closed'
            },
            {
                id: 'i0',
                reason: 'bounced',
                askedAt: '2026-10-05T08:00:00.000Z',
                person: 'Ada Lovelace',
                program: 'case-closed'
            }
        ];
        const element = await show(SurveyNotAsked, { standing: standing(), history });
        expect(find(element, '.toggle').textContent.trim()).toBe('Not asked before (1)');
        find(element, '.toggle').click();
        await settle();
        expect(findAll(element, '.rows li')).toHaveLength(1);
        expect(find(element, '.rows').textContent).toContain('An earlier mail to this address came back.');
        await expect(element).toBeAccessible();
    });
});
