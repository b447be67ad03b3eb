import SurveyAnswers from 'c/surveyAnswers';
import { clear, find, findAll, settle, show, textOf } from 'testing/page';

const response = (more = {}) => ({
    id: 'r1',
    scores: [{ metric: 'csat', value: 2, min: 1, max: 5, tone: 'poor' }],
    submittedAt: '2026-11-03T10:00:00.000Z',
    comment: 'Too slow',
    language: 'fr',
    channel: 'email',
    program: 'case-closed',
    person: 'Ada Lovelace',
    answers: [],
    onTheirWay: 0,
    ...more
});

describe('the answers', () => {
    afterEach(clear);

    it('say who answered, how, in which language, and what in free words', async () => {
        const element = await show(SurveyAnswers, { responses: [response()] });
        expect(textOf(element)).toContain('Ada Lovelace · E-mail · French · Case closed');
        expect(find(element, 'blockquote').textContent).toBe('Too slow');
        await expect(element).toBeAccessible();
    });

    it('are marked where they do not count', async () => {
        const element = await show(SurveyAnswers, {
            responses: [response({ isTest: true, isBot: true, viaAgent: true, isEdited: true })]
        });
        expect(findAll(element, '.mark').map(({ textContent }) => textContent)).toEqual([
            'Test',
            'Looks like a robot',
            'By way of an agent',
            'Edited by the customer'
        ]);
    });

    it('open one by one, and tell skipped and not applicable apart', async () => {
        const answers = [
            { id: '1', question: 'How satisfied?', text: '2', number: 2, date: null },
            { id: '2', question: 'Why?', text: null, number: null, date: null, isSkipped: true },
            { id: '3', question: 'Delivery?', text: null, number: null, date: null, isNotApplicable: true },
            { id: '4', question: 'When?', text: null, number: null, date: '2026-11-01' }
        ];
        const element = await show(SurveyAnswers, { responses: [response({ answers })] });
        const toggle = find(element, '.toggle');
        expect([toggle.getAttribute('aria-expanded'), find(element, 'dl')]).toEqual(['false', null]);
        toggle.click();
        await settle();
        expect(toggle.getAttribute('aria-expanded')).toBe('true');
        expect(findAll(element, 'dd').map(({ textContent }) => textContent)).toEqual([
            '2',
            'Skipped',
            'Not applicable',
            '2026-11-01'
        ]);
        await expect(element).toBeAccessible();
        toggle.click();
        await settle();
        expect(find(element, 'dl')).toBeNull();
    });

    it('say what is missing: a score, a comment, rows that are still on their way', async () => {
        const element = await show(SurveyAnswers, {
            responses: [response({ scores: [], comment: ' ', onTheirWay: 2 })]
        });
        const text = textOf(element);
        for (const said of ['No score', 'No comment', '2 more answers are on their way to Salesforce.'])
            expect(text).toContain(said);
    });

    it('say that these are not all, where a survey has more rows than are read', async () => {
        const answers = [{ id: 'a', question: 'How was it?', text: 'Fine', number: null, date: null }];
        const element = await show(SurveyAnswers, { responses: [response({ answers, hasMoreAnswers: true })] });
        find(element, '.toggle').click();
        await settle();
        expect(textOf(element)).toContain('The first 1 are shown here; the response itself has all of them.');
        await expect(element).toBeAccessible();
    });

    it('ask for more only where there is more', async () => {
        const element = await show(SurveyAnswers, { responses: [response()] });
        expect(find(element, '.more')).toBeNull();
        const more = jest.fn();
        element.addEventListener('more', more);
        element.hasMore = true;
        await settle();
        find(element, '.more lightning-button').click();
        expect(more).toHaveBeenCalledTimes(1);
    });
});
