import SurveyAccountSummary from 'c/surveyAccountSummary';
import { graphql } from 'lightning/graphql';
import { answer, clear, connection, find, findAll, notInSchema, refuse, settle, show, textOf } from 'testing/page';

const nps = (Id, value, npsFactor) => ({
    Id,
    nps: value,
    npsFactor,
    method: 'nps',
    scale: '0-10',
    direction: 'higher_is_better'
});
const csat = (Id, value, scale = '1-5') => ({
    Id,
    csat: value,
    csatPositive: value >= 4 ? 1 : 0,
    method: 'share_of_4_and_5',
    scale,
    direction: 'higher_is_better'
});
const summary = () => show(SurveyAccountSummary, { recordId: '001000000000001AAA' });
const figures = (element) =>
    findAll(element, '.tile').map((tile) => [
        tile.querySelector('.name').textContent,
        tile.querySelector('.number').value,
        textOf(tile.querySelector('.strong') ?? tile.querySelector('.quiet'))
    ]);

describe('the feedback of an account', () => {
    beforeEach(() =>
        jest.useFakeTimers({ now: new Date('2026-11-20T12:00:00.000Z'), doNotFake: ['queueMicrotask', 'nextTick'] })
    );

    afterEach(() => {
        clear();
        jest.useRealTimers();
    });

    it('is one figure per method with its n, and the response rate', async () => {
        const element = await summary();
        await answer('surveyAccountSummary', {
            responses: connection([
                nps('a', 10, 1),
                nps('b', 3, -1),
                nps('c', 9, 1),
                nps('d', 8, 0),
                csat('e', 5),
                csat('f', 2)
            ]),
            invitations: connection([
                { Id: '1', delivered: 1, answered: 1 },
                { Id: '2', delivered: 1, answered: 0 }
            ])
        });
        expect(figures(element)).toEqual([
            ['Recommendation (NPS)', 25, 'n = 4'],
            ['Satisfaction (CSAT)', 0.5, 'n = 2 · mean 3.5 / 5'],
            ['Response rate', 0.5, '1 answered of 2 delivered']
        ]);
        expect(textOf(find(element, '.legend'))).toBe('Promoters 50% Passives 25% Detractors 25%');
        expect(textOf(element)).toContain('Without test, robot and agents’ answers.');
        jest.useRealTimers();
        await expect(element).toBeAccessible();
    });

    it('never averages two scales, and says so', async () => {
        const element = await summary();
        await answer('surveyAccountSummary', {
            responses: connection([csat('a', 5), csat('b', 9, '1-10')]),
            invitations: connection([])
        });
        expect(figures(element).map(([name]) => name)).toEqual(['Satisfaction (CSAT)', 'Satisfaction (CSAT)']);
        expect(textOf(element)).toContain('are never averaged together');
    });

    it('asks only for what counts, of the last 12 months unless another period is chosen', async () => {
        const element = await summary();
        const { query, variables } = graphql.getLastConfig();
        for (const rule of ['Is_Test__c: { eq: false }', 'Is_Bot__c: { eq: false }', 'Via_Agent__c: { eq: false }'])
            expect(query).toContain(rule);
        expect(variables).toEqual({ recordId: '001000000000001AAA', since: '2025-11-20T00:00:00.000Z' });
        find(element, '[data-period="90"]').click();
        await settle();
        expect(graphql.getLastConfig().variables.since).toBe('2026-08-22T00:00:00.000Z');
        expect(find(element, '[data-period="90"]').getAttribute('aria-pressed')).toBe('true');
        find(element, '[data-period="all"]').click();
        await settle();
        expect(graphql.getLastConfig().variables.since).toBe('1970-01-01T00:00:00.000Z');
    });

    it('says what to do in a period without feedback', async () => {
        const element = await summary();
        expect(textOf(element)).toContain('Loading');
        await answer('surveyAccountSummary', { responses: connection([]), invitations: connection([]) });
        expect(textOf(element)).toContain('No feedback in this period Choose a longer period');
        jest.useRealTimers();
        await expect(element).toBeAccessible();
    });

    it('says that only the newest rows are counted when there are more', async () => {
        const element = await summary();
        await answer('surveyAccountSummary', {
            responses: connection([csat('a', 5)], true),
            invitations: connection([])
        });
        expect(textOf(element)).toContain(
            'Only the newest 2,000 answers and 2,000 invitations of this period are counted.'
        );
        expect(textOf(element)).toContain('run a report of the type Survey Responses with Records');
    });

    it('says why it could not be read, and reads again', async () => {
        const element = await summary();
        const refresh = jest.fn();
        await refuse('surveyAccountSummary', 'Field Is_Bot__c is not accessible', refresh);
        expect(textOf(find(element, '[role="alert"]'))).toContain('Field Is_Bot__c is not accessible');
        find(element, '.again').click();
        expect(refresh).toHaveBeenCalledTimes(1);
        await refuse('surveyAccountSummary', notInSchema('Survey_Response__c'));
        expect(textOf(find(element, '[role="alert"]'))).toContain('You have no access to survey records.');
        jest.useRealTimers();
        await expect(element).toBeAccessible();
    });
});
