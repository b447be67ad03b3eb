import SurveySetupState from 'c/surveySetupState';
import { aStatus } from 'testing/bridge';
import { clear, findAll, show, textOf } from 'testing/page';

const state = (more = {}) => show(SurveySetupState, { status: aStatus(more) });
const numbers = (element) => findAll(element, '.counts lightning-formatted-number').map(({ value }) => value);

describe('the state of the bridge', () => {
    afterEach(clear);

    it('shows each program with its mode and what that mode does', async () => {
        const element = await state();
        expect(findAll(element, '.head').map((one) => textOf(one))).toEqual([
            'Case closed Live sends to customers',
            'Case reopened Watch decides and records, sends nothing',
            'Case old Off decides nothing and sends nothing',
            'Opportunity won Test sends only to the test list'
        ]);
        expect(textOf(element)).toContain('A program on watch sends nothing.');
        await expect(element).toBeAccessible();
    });

    it('shows open work, rows and megabytes a month', async () => {
        const element = await state();
        expect(numbers(element)).toEqual([3, 0, 0, 0, 1200, 310, 2140, 4.3]);
        expect(textOf(element)).toContain('Last write');
    });

    it('says what to do about work that needs a person', async () => {
        const element = await state({ work: { waiting: 0, dead: 2, unknown: 1, held: 40, lastWriteAt: null } });
        expect(findAll(element, '.count_bad')).toHaveLength(3);
        const text = textOf(element);
        for (const said of [
            'Dead writes stay until',
            'Nobody can say whether these mails left',
            'an admin approves or drops',
            'Nothing written yet'
        ])
            expect(text).toContain(said);
    });

    it('names each connection and its app once', async () => {
        const element = await state();
        expect(findAll(element, '.row .strong').map((one) => textOf(one))).toEqual(['Salesforce', 'Mail (SMTP)']);
    });

    it('shows a stopped connection and alerts with their reason', async () => {
        const element = await state({
            connections: [
                { name: 'salesforce', app: 'salesforce', state: 'stopped', message: 'the certificate was revoked' }
            ],
            alerts: [{ code: 'wrong_org', detail: 'another org called', raisedAt: '2026-11-20T09:00:00.000Z' }]
        });
        const text = textOf(element);
        for (const said of ['Stopped', 'the certificate was revoked', 'Wrong org', 'another org called'])
            expect(text).toContain(said);
        await expect(element).toBeAccessible();
    });

    it('says where programs come from when there are none', async () => {
        expect(textOf(await state({ programs: [] }))).toContain('The defaults come with npm run org -- setup.');
    });
});
