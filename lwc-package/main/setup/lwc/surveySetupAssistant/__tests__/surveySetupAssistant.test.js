import status from '@salesforce/apex/SurveyBridgeController.status';
import SurveySetupAssistant from 'c/surveySetupAssistant';
import { getObjectInfos } from 'lightning/uiObjectInfoApi';
import { aCheck, aStatus } from 'testing/bridge';
import { answer, clear, connection, find, findAll, notInSchema, refuse, settle, show, textOf } from 'testing/page';

jest.mock('@salesforce/apex/SurveyBridgeController.act', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/SurveyBridgeController.status', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/customPermission/Survey_Bridge_Admin', () => ({ default: true }), { virtual: true });

const readable = (...names) =>
    getObjectInfos.emit({ results: names.map((apiName) => ({ statusCode: 200, result: { apiName } })) });

/** An org in which everything is as it should be. */
async function fine() {
    readable('Survey_Invitation__c', 'Survey_Response__c', 'Survey_Answer__c');
    await answer('surveySetupNewest', { newest: connection([{ Id: 'a', at: '2026-11-20T09:59:00.000Z' }]) });
    await answer('surveySetupAssignments', {
        agents: connection([{ Id: '1' }]),
        integration: connection([{ Id: '2' }])
    });
    await answer('surveySetupFlows', { flows: connection([caseClosed, badScoreAlert]) });
}
const caseClosed = { Id: 'f', name: 'Survey_Case_Closed', isActive: true, trigger: 'RecordAfterSave' };
const badScoreAlert = { Id: 'g', name: 'Survey_Bad_Score_Alert', isActive: true, trigger: 'RecordAfterSave' };
const live = (element) =>
    Object.fromEntries(
        findAll(find(element, '.live'), 'li').map((row) => [row.dataset.id, row.className.split('_')[1]])
    );
const page = () => show(SurveySetupAssistant);

describe('the setup assistant', () => {
    beforeEach(() => {
        status.mockReset();
        status.mockResolvedValue(
            JSON.stringify(aStatus({ doctor: { at: new Date().toISOString(), ok: true, checks: [aCheck()] } }))
        );
    });

    afterEach(clear);

    it('ticks what the org can say itself, and says that all is well', async () => {
        const element = await page();
        await fine();
        expect(live(element)).toEqual({
            'live.bridge': 'right',
            'live.admin': 'right',
            'live.objects': 'right',
            'live.people': 'right',
            'live.flows': 'right',
            'live.mail': 'right',
            'live.write': 'right'
        });
        expect(textOf(find(element, '.summary'))).toContain('Everything that could be checked works.');
        await expect(element).toBeAccessible();
    });

    it('says the exact next step of each red tick, and how many there are', async () => {
        const element = await page();
        await fine();
        readable('Survey_Invitation__c');
        await answer('surveySetupFlows', { flows: connection([{ ...caseClosed, isActive: false }, badScoreAlert]) });
        expect(live(element)).toMatchObject({ 'live.objects': 'wrong', 'live.flows': 'wrong' });
        expect(textOf(find(element, '[data-id="live.objects"]'))).toContain(
            'Not readable: Survey_Response__c, Survey_Answer__c'
        );
        expect(textOf(find(element, '[data-id="live.flows"] .next'))).toContain(
            'open the flow whose name begins with Survey and activate it'
        );
        expect(find(element, '[data-id="live.flows"] a').getAttribute('href')).toBe('/lightning/setup/Flows/home');
        expect(find(element, '[data-id="live.people"] a')).toBeNull();
        expect(textOf(find(element, '.summary'))).toContain('Points to fix: 2');
    });

    it('does not take the flow of the package for one that notifies the bridge', async () => {
        const element = await page();
        await fine();
        await answer('surveySetupFlows', { flows: connection([badScoreAlert]) });
        expect(textOf(find(element, '[data-id="live.flows"]'))).toContain('Active survey flows: 0 of 0.');
        expect(live(element)['live.flows']).toBe('wrong');
    });

    it('finds the one integration user beside more agents than a page can count', async () => {
        const element = await page();
        await fine();
        const agents = Array.from({ length: 200 }, (_, index) => ({ Id: String(index) }));
        await answer('surveySetupAssignments', {
            agents: connection(agents, true),
            integration: connection([{ Id: 'i' }])
        });
        expect(textOf(find(element, '[data-id="live.people"]'))).toContain(
            'Agents or admins: 200+. Integration users: 1.'
        );
        expect(live(element)['live.people']).toBe('right');
    });

    it.each([
        ['live', 'wrong'],
        ['watch', 'unseen']
    ])('says that no mail can leave for a program on %s, and how to mend it', async (mode, look) => {
        const { programs, connections } = aStatus();
        status.mockResolvedValue(
            JSON.stringify(aStatus({ programs: [{ ...programs[0], mode }], connections: connections.slice(0, 1) }))
        );
        const element = await page();
        await fine();
        expect(live(element)['live.mail']).toBe(look);
        const said = textOf(find(element, '[data-id="live.mail"]'));
        expect(said).toContain('these programs ask by e-mail: Case closed.');
        expect(said).toContain('npm run org -- mail');
    });

    it('refers to the doctor where Salesforce shows a page nothing', async () => {
        const element = await page();
        await fine();
        await refuse('surveySetupAssignments', notInSchema('PermissionSetAssignment'));
        await refuse('surveySetupFlows', notInSchema('FlowDefinitionView'));
        await refuse('surveySetupNewest', notInSchema('Survey_Invitation__c'));
        for (const id of ['live.people', 'live.flows', 'live.write']) {
            expect([id, live(element)[id]]).toEqual([id, 'unseen']);
            expect(textOf(find(element, `[data-id="${id}"]`))).toContain('See the last check of the whole chain.');
        }
    });

    it('is red while a connection is stopped, work is dead or an alert is open, whatever the checks say', async () => {
        const { connections, work } = aStatus();
        const red = {
            connections: [
                { ...connections[0], state: 'stopped', message: 'the certificate was revoked' },
                connections[1]
            ],
            work: { ...work, dead: 4, held: 1 },
            alerts: [{ code: 'wrong_org', detail: 'another org called', raisedAt: '2026-11-20T09:00:00.000Z' }],
            doctor: { at: new Date().toISOString(), ok: true, checks: [aCheck()] }
        };
        status.mockResolvedValue(JSON.stringify(aStatus(red)));
        const element = await page();
        await fine();
        expect(textOf(find(element, '.summary'))).toContain('Points to fix: 4');
        expect(find(element, '.summary').className).toContain('summary_bad');
    });

    it.each([
        ['nobody looked at the whole chain', null],
        ['that was long ago', { at: '2026-01-05T08:00:00.000Z', ok: true, checks: [aCheck()] }]
    ])('is not green when %s', async (_, doctor) => {
        status.mockResolvedValue(JSON.stringify(aStatus({ doctor })));
        const element = await page();
        await fine();
        expect(textOf(find(element, '.summary'))).toContain('The rest of the chain is not known');
        expect(find(element, '.summary').className).toContain('summary_open');
        await expect(element).toBeAccessible();
    });

    it('shows the last doctor with its time, and counts what it found', async () => {
        const wrong = aCheck({
            id: 'people.profile',
            ok: false,
            title: 'Profiles may send',
            next: 'Open the profile Sales.'
        });
        status.mockResolvedValue(
            JSON.stringify(
                aStatus({ doctor: { at: '2026-01-05T08:00:00.000Z', ok: false, checks: [aCheck(), wrong] } })
            )
        );
        const element = await page();
        await fine();
        expect(textOf(find(element, '.doctor .points'))).toContain('Open the profile Sales.');
        expect(findAll(element, '.doctor c-survey-setup-checks').map(({ checks }) => checks.length)).toEqual([1, 1]);
        expect(findAll(element, 'lightning-formatted-date-time').map(({ value }) => value)).toContain(
            '2026-01-05T08:00:00.000Z'
        );
        expect(textOf(element)).toContain('This check is more than a week old');
        expect(textOf(find(element, '.summary'))).toContain('Points to fix: 1');
        await expect(element).toBeAccessible();
    });

    it('says how to check the whole chain when nobody did yet', async () => {
        status.mockResolvedValue(JSON.stringify(aStatus()));
        expect(textOf(await page())).toContain('Nobody has checked the whole chain yet. Run: npm run org -- doctor');
    });

    it('says how to connect the bridge, and why it did not answer', async () => {
        status.mockRejectedValue({ body: { message: 'The named credential Survey Bridge is missing.' } });
        const element = await page();
        expect(textOf(find(element, '.unconnected'))).toContain('The bridge does not answer');
        expect(textOf(find(element, '.unconnected'))).toContain('The named credential Survey Bridge is missing.');
        expect(find(element, '.command').textContent).toBe('npm run org -- setup');
        expect(find(element, 'c-survey-setup-state')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('shows that it is loading, and looks again once per press', async () => {
        let done;
        status.mockReturnValueOnce(new Promise((resolve) => (done = resolve)));
        const element = await page();
        expect(textOf(find(element, '.panel'))).toContain('Loading');
        done(JSON.stringify(aStatus()));
        await settle();
        find(element, '.refresh').click();
        find(element, '.refresh').click();
        await settle();
        expect(status).toHaveBeenCalledTimes(2);
    });
});
